/** Panels that somebody added to those that are made by themselves. */

export const ADDED_KINDS = ["line", "scatter", "parallel", "bar"] as const;
export type AddedKind = (typeof ADDED_KINDS)[number];

/** A panel as the address keeps it. */
export interface PanelSpec {
  readonly kind: AddedKind;
  readonly title: string;
  /** Column ids such as `param.lr` and `metric.val/loss.min`; of a line panel names of metrics. */
  readonly fields: readonly string[];
}

/** More panels than this would not fit an address. */
const MOST_PANELS = 24;
const MOST_FIELDS = 24;

/** Reads panels from an address; what is no panel is left out. */
export function readPanels(text: string): PanelSpec[] {
  if (text === "") return [];
  try {
    const known: unknown = JSON.parse(text);
    return Array.isArray(known) ? known.slice(0, MOST_PANELS).flatMap(readPanel) : [];
  } catch {
    // A mangled address still shows all other panels.
    return [];
  }
}

function readPanel(value: unknown): PanelSpec[] {
  if (!Array.isArray(value)) return [];
  const [kind, title, ...fields] = value.map(String).slice(0, MOST_FIELDS + 2);
  const known = ADDED_KINDS.find((one) => one === kind);
  return known === undefined || fields.length === 0
    ? []
    : [{ kind: known, title: title ?? "", fields }];
}

/** Panels as an address keeps them: `[["scatter","","param.lr","metric.loss.min"]]`. */
export function writePanels(panels: readonly PanelSpec[]): string {
  if (panels.length === 0) return "";
  return JSON.stringify(panels.map(({ kind, title, fields }) => [kind, title, ...fields]));
}

/** Whether a panel has the place of two: its axes stand side by side. */
export function isWide({ kind }: PanelSpec): boolean {
  return kind === "parallel";
}

/** What a panel is called when nobody gave it a name. */
export function panelTitle({ title, kind, fields }: PanelSpec): string {
  if (title !== "") return title;
  const names = fields.map(fieldName);
  if (kind === "scatter") return `${names[1] ?? ""} over ${names[0] ?? ""}`;
  return names.join(", ");
}

/** A column id without its kind: `param.lr` is `lr`. */
export function fieldName(id: string): string {
  return id.replace(/^(metric|param|tag)\./, "");
}

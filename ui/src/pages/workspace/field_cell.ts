/** How the values of a run, or what a group has of them, are drawn in plain DOM. */
import type { Run } from "~/data/projects";
import { now } from "~/lib/clock";
import { formatAgo, formatMoment, formatNumber, formatSpan } from "~/lib/format";
import { iconElement } from "~/lib/icons";
import { STATUS_LOOKS } from "~/lib/status";
import { type Delta, deltaOf, differs, metricDelta } from "~/pages/workspace/deltas";
import { type Field, fieldNumber, fieldText, stepText } from "~/pages/workspace/fields";
import { groupStatistics, sharedText } from "~/pages/workspace/grouping";
import type { RowContext } from "~/pages/workspace/row_context";
import type { GroupRow, Row } from "~/pages/workspace/rows";

/** Fills a cell with what a row has in a column. */
export function renderField(cell: HTMLElement, field: Field, row: Row, context: RowContext): void {
  if (cell.hasAttribute("data-copy")) cell.removeAttribute("data-copy");
  if (cell.classList.contains("differs")) cell.classList.remove("differs");
  if (row.kind === "group") renderGroup(cell, field, row, context);
  else if (isStatus(field)) renderStatus(cell, row.run);
  else renderRun(cell, field, row.run, context.baseline);
}

function renderRun(cell: HTMLElement, field: Field, run: Run, baseline: Run | undefined): void {
  const text = textOf(field, run);
  show(cell, text, titleOf(field, run, text));
  if (text === "" || baseline === undefined || baseline.id === run.id) return;
  const delta = metricDelta(field, run, baseline);
  if (delta !== null) cell.prepend(deltaMark(delta));
  else if (isInput(field) && differs(field, run, baseline)) cell.classList.add("differs");
  cell.dataset["copy"] = text;
}

function isStatus(field: Field): boolean {
  return field.kind === "attribute" && field.key === "status";
}

/** Only what went into a run is marked as other: that names and times differ is no news. */
function isInput(field: Field): boolean {
  return field.kind === "param" || field.kind === "tag";
}

function titleOf(field: Field, run: Run, text: string): string {
  if (field.kind === "attribute" && field.key === "started") return formatMoment(run.started_at);
  if (field.kind !== "metric" || text === "") return text;
  const stats = run.metrics[field.key];
  const step = stats === undefined ? "" : stepText(stats, field.key, field.aspect);
  return step === "" ? text : `${text} at step ${step}`;
}

function deltaMark(delta: Delta): HTMLElement {
  const mark = document.createElement("span");
  mark.className = `delta ${delta.tone}`;
  mark.textContent = delta.text;
  return mark;
}

function renderGroup(
  cell: HTMLElement,
  field: Field,
  { group }: GroupRow,
  context: RowContext,
): void {
  if (field.kind === "metric") {
    renderAverage(cell, field, group.runs, context);
    return;
  }
  const text = sharedIn(field, group.runs);
  const [first] = group.runs;
  if (isStatus(field) && text !== null && first !== undefined) {
    renderStatus(cell, first);
    return;
  }
  show(cell, text ?? "", text ?? "The runs of this group differ");
  if (text === null) cell.textContent = "…";
}

function renderAverage(
  cell: HTMLElement,
  field: Field,
  runs: readonly Run[],
  { average, baseline }: RowContext,
): void {
  const stats = groupStatistics(field, runs);
  const value = average === "mean" ? stats.mean : stats.median;
  if (stats.count === 0) {
    show(cell, "", "No run of this group has it");
    return;
  }
  const text = formatNumber(value, 4);
  const spread = Number.isNaN(stats.std) ? "" : `± ${formatNumber(stats.std, 2)}`;
  const range = `${formatNumber(stats.min, 5)} to ${formatNumber(stats.max, 5)}`;
  show(cell, text, `${average} ${text} ${spread}, ${range}, of ${stats.count} runs`);
  if (spread !== "") cell.append(spreadMark(spread));
  const base = baseline === undefined ? Number.NaN : fieldNumber(field, baseline);
  const delta = deltaOf(field, value, base);
  if (delta !== null) cell.prepend(deltaMark(delta));
  cell.dataset["copy"] = text;
}

/** Of times a group has none of its own; all else may be shared. */
function sharedIn(field: Field, runs: readonly Run[]): string | null {
  const isTime = field.kind === "attribute" && ["started", "duration"].includes(field.key);
  return isTime ? "" : sharedText(field, runs);
}

function spreadMark(spread: string): HTMLElement {
  const mark = document.createElement("span");
  mark.className = "spread";
  mark.textContent = spread;
  return mark;
}

function show(cell: HTMLElement, text: string, title: string): void {
  write(cell, text === "" ? "—" : text);
  cell.classList.toggle("blank", text === "");
  // A short text is read where it stands.
  const more = title === text && text.length <= READ_AT_ONCE ? "" : title;
  if (cell.title !== more) cell.title = more;
}

/** More letters than this may be cut off. */
const READ_AT_ONCE = 6;

/** A text that stands in for another is cheaper than a new one. */
function write(cell: HTMLElement, text: string): void {
  const only = cell.childNodes.length === 1 ? cell.firstChild : null;
  if (only instanceof Text) only.data = text;
  else cell.textContent = text;
}

function textOf(field: Field, run: Run): string {
  if (field.kind !== "attribute") return fieldText(field, run);
  if (field.key === "started") return formatAgo(run.started_at, now.peek());
  if (field.key === "duration") return formatSpan(run.started_at, run.ended_at, now.peek());
  return fieldText(field, run);
}

function renderStatus(cell: HTMLElement, run: Run): void {
  const look = STATUS_LOOKS[run.status];
  const title = run.failure?.message ?? look.word;
  if (cell.title !== title) cell.title = title;
  if (cell.firstElementChild?.getAttribute("data-status") === run.status) return;
  const status = document.createElement("span");
  status.className = `status ${look.tone}`;
  status.dataset["status"] = run.status;
  status.append(iconElement(look.icon), look.word);
  cell.replaceChildren(status);
}

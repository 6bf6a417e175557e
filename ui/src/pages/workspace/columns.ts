/** How the cells of the runs table are drawn: plain DOM, filled again while one scrolls. */
import type { Run } from "~/data/projects";
import type { GridColumn } from "~/grid/Column";
import { now } from "~/lib/clock";
import { formatAgo, formatMoment, formatSpan } from "~/lib/format";
import { iconElement } from "~/lib/icons";
import { slotColour } from "~/lib/palette";
import { STATUS_LOOKS } from "~/lib/status";
import { theme } from "~/lib/theme";
import { type Field, fieldId, fieldText, fieldTitle, parseField } from "~/pages/workspace/fields";

/** What cells must know beside the run. */
export interface RowContext {
  /** The colour slot of a run with curves, null for one without. */
  slotOf(run: string): number | null;
  isSelected(run: string): boolean;
  hrefOf(run: Run): string;
}

/** Columns before the scrolled ones. */
export const PINNED = 2;

export function runColumns(
  ids: readonly string[],
  widths: Readonly<Record<string, number>>,
  context: RowContext,
): GridColumn<Run>[] {
  const fields = ids.map(parseField).filter((field) => field !== null);
  return [
    markColumn(context),
    nameColumn(widths["name"] ?? 190, context),
    ...fields.map((field) => fieldColumn(field, widths[fieldId(field)])),
  ];
}

function markColumn(context: RowContext): GridColumn<Run> {
  return {
    ...{ id: "mark", title: "", width: 62, align: "left", sortable: false },
    render: (cell, run) => {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.tabIndex = -1;
      box.dataset["act"] = "select";
      box.checked = context.isSelected(run.id);
      box.setAttribute("aria-label", `Select ${run.name}`);
      cell.replaceChildren(box, eyeButton(run, context.slotOf(run.id)));
    },
  };
}

function eyeButton(run: Run, slot: number | null): HTMLElement {
  const eye = document.createElement("button");
  eye.type = "button";
  eye.tabIndex = -1;
  eye.dataset["act"] = "eye";
  eye.className = slot === null ? "eye off" : "eye";
  const label = slot === null ? `Show curves of ${run.name}` : `Hide curves of ${run.name}`;
  eye.setAttribute("aria-label", label);
  eye.title = label;
  const dot = document.createElement("span");
  dot.className = "dot";
  if (slot !== null) dot.style.background = slotColour(slot, theme.peek());
  eye.append(dot);
  return eye;
}

function nameColumn(width: number, context: RowContext): GridColumn<Run> {
  return {
    ...{ id: "name", title: "Run", width, align: "left", sortable: true },
    render: (cell, run) => {
      const link = document.createElement("a");
      link.href = context.hrefOf(run);
      link.tabIndex = -1;
      link.dataset["act"] = "open";
      link.className = "run-name";
      link.textContent = run.name;
      link.title = run.name;
      cell.replaceChildren(link);
    },
  };
}

function fieldColumn(field: Field, width: number | undefined): GridColumn<Run> {
  const isNumber = field.kind === "metric" || field.kind === "param";
  const title = fieldTitle(field);
  const column = {
    id: fieldId(field),
    title,
    width: width ?? Math.min(180, Math.max(96, 34 + title.length * 7)),
    align: isNumber ? "right" : "left",
    sortable: true,
  } as const;
  const detail = field.kind === "metric" && field.aspect !== "last" ? { detail: field.aspect } : {};
  return { ...column, ...detail, render: (cell, run) => renderField(cell, field, run) };
}

function renderField(cell: HTMLElement, field: Field, run: Run): void {
  if (field.kind === "attribute" && field.key === "status") {
    renderStatus(cell, run);
    return;
  }
  const text = textOf(field, run);
  cell.textContent = text === "" ? "—" : text;
  cell.classList.toggle("blank", text === "");
  cell.title =
    field.kind === "attribute" && field.key === "started" ? formatMoment(run.started_at) : text;
}

function textOf(field: Field, run: Run): string {
  if (field.kind !== "attribute") return fieldText(field, run);
  if (field.key === "started") return formatAgo(run.started_at, now.peek());
  if (field.key === "duration") return formatSpan(run.started_at, run.ended_at, now.peek());
  return fieldText(field, run);
}

function renderStatus(cell: HTMLElement, run: Run): void {
  const look = STATUS_LOOKS[run.status];
  const status = document.createElement("span");
  status.className = `status ${look.tone}`;
  status.append(iconElement(look.icon), look.word);
  cell.replaceChildren(status);
  cell.title = run.failure?.message ?? look.word;
}

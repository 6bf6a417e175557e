/** The first two cells of a row: what is selected, what has curves, what it is called. */
import type { Run } from "~/data/projects";
import { formatCount } from "~/lib/format";
import { iconElement } from "~/lib/icons";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import type { RowContext } from "~/pages/workspace/row_context";
import { depthOf, type Row, type RunRow, runIds } from "~/pages/workspace/rows";

const INDENT = 16;

/** Fills the cell with the box that selects and the eye that shows curves. */
export function renderMark(cell: HTMLElement, row: Row, context: RowContext): void {
  const ids = runIds(row);
  const chosen = ids.filter((id) => context.isSelected(id)).length;
  const name = row.kind === "run" ? row.run.name : `${row.group.title} ${row.group.value}`;
  const box = element("input", "select");
  box.type = "checkbox";
  box.checked = chosen === ids.length && chosen > 0;
  box.indeterminate = chosen > 0 && chosen < ids.length;
  box.setAttribute("aria-label", `Select ${name}`);
  cell.replaceChildren(box, eyeButton(row, name, context));
}

function eyeButton(row: Row, name: string, context: RowContext): HTMLElement {
  const shown = runIds(row).some((id) => context.slotOf(id) !== null);
  const slot = row.kind === "run" ? context.slotOf(row.run.id) : context.groupSlot(row.group.key);
  const eye = element("button", "eye");
  eye.type = "button";
  eye.className = shown ? "eye" : "eye off";
  const label = `${shown ? "Hide" : "Show"} curves of ${name}`;
  eye.setAttribute("aria-label", label);
  eye.title = label;
  const dot = document.createElement("span");
  dot.className = row.kind === "group" ? "dot square" : "dot";
  if (shown && slot !== null) dot.style.background = slotColour(slot, theme.peek());
  eye.append(dot);
  return eye;
}

/** Fills the cell with the name of a run, or what a group has in common. */
export function renderName(cell: HTMLElement, row: Row, context: RowContext): void {
  const parts: Node[] = [];
  const depth = depthOf(row);
  if (row.kind === "group" || row.children > 0) parts.push(foldButton(row));
  if (row.kind === "group") parts.push(...groupLabel(row.group.title, row.group));
  else parts.push(...runLabel(row, context));
  if (depth > 0) parts.unshift(gap(depth * INDENT));
  cell.replaceChildren(...parts);
  cell.dataset["copy"] = row.kind === "run" ? row.run.name : row.group.value;
}

function groupLabel(title: string, group: { value: string; runs: readonly Run[] }): Node[] {
  const label = document.createElement("span");
  label.className = "group-title";
  label.textContent = `${title} `;
  const value = document.createElement("b");
  value.textContent = group.value === "" ? "none" : group.value;
  label.append(value);
  label.title = `${title} = ${group.value || "none"}`;
  const count = document.createElement("span");
  count.className = "count";
  count.textContent = formatCount(group.runs.length);
  return [label, count];
}

function runLabel(row: RunRow, context: RowContext): Node[] {
  const link = element("a", "open");
  link.href = context.hrefOf(row.run);
  link.className = "run-name";
  link.textContent = row.run.name;
  link.title = row.run.name;
  const badges: Node[] = [];
  if (row.top !== null) badges.push(topBadge(row));
  if (row.children > 0) badges.push(text("count", formatCount(row.children)));
  return [link, ...badges];
}

function topBadge(row: RunRow): HTMLElement {
  const badge = element("button", row.top === "baseline" ? "baseline" : "pin");
  badge.type = "button";
  badge.className = "row-badge";
  badge.textContent = row.top === "baseline" ? "baseline" : "pinned";
  badge.title = row.top === "baseline" ? "No baseline any more (b)" : "Unpin (p)";
  badge.setAttribute("aria-label", badge.title);
  return badge;
}

function foldButton(row: Row): HTMLElement {
  const fold = element("button", "fold");
  fold.type = "button";
  const open = row.kind === "group" ? row.open : row.open;
  fold.className = "fold";
  fold.setAttribute("aria-label", open ? "Close" : "Open");
  fold.append(iconElement(open ? "chevronDown" : "chevronRight"));
  return fold;
}

/** A control of a cell: reached by the keys of the grid, not by Tab. */
function element<K extends "input" | "button" | "a">(kind: K, act: string) {
  const made = document.createElement(kind);
  made.tabIndex = -1;
  made.dataset["act"] = act;
  return made;
}

function gap(width: number): HTMLElement {
  const made = document.createElement("span");
  made.className = "indent";
  made.style.width = `${width}px`;
  return made;
}

function text(className: string, content: string): HTMLElement {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = content;
  return made;
}

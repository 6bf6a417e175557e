/** The box beside the pointer: values of the lines at an x, nearest first. */

import type { AxisKind, Pick } from "~/charts/Line";
import { formatX } from "~/charts/Summary";
import { at } from "~/lib/at";
import { formatNumber } from "~/lib/format";
import { partSpan } from "~/series/curve";

/** More lines than this hide the chart; the rest is counted. */
const MAX_ROWS = 12;
const OFFSET = 14;

export class Tooltip {
  private readonly box = document.createElement("div");

  constructor() {
    this.box.className = "chart-tooltip";
    this.box.hidden = true;
    // The same values are in the chart's table; a box that follows a pointer says nothing to a reader.
    this.box.setAttribute("aria-hidden", "true");
  }

  show(picks: readonly Pick[], axis: AxisKind, client: { x: number; y: number }): void {
    const nearest = picks[0];
    if (nearest === undefined) {
      this.hide();
      return;
    }
    const title = element("div", "chart-tooltip-x", headline(nearest, axis));
    const rows = picks.slice(0, MAX_ROWS).map((pick, i) => row(pick, i === 0));
    const rest = picks.length - rows.length;
    const more = rest > 0 ? [element("div", "chart-tooltip-more", `and ${rest} more`)] : [];
    this.box.replaceChildren(title, ...rows, ...more);
    if (!this.box.isConnected) document.body.append(this.box);
    this.box.hidden = false;
    this.place(client);
  }

  hide(): void {
    this.box.hidden = true;
  }

  destroy(): void {
    this.box.remove();
  }

  private place(client: { x: number; y: number }): void {
    const { offsetWidth, offsetHeight } = this.box;
    const fits = client.x + OFFSET + offsetWidth < window.innerWidth;
    const left = fits ? client.x + OFFSET : Math.max(4, client.x - OFFSET - offsetWidth);
    const top = Math.min(client.y + OFFSET, window.innerHeight - offsetHeight - 4);
    this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(4, top))}px)`;
  }
}

function headline(pick: Pick, axis: AxisKind): string {
  const { curve } = pick.line;
  const points = at(curve.count, pick.index);
  const of = points > 1 ? ` · ${formatNumber(points)} points` : "";
  if (axis !== "step") return formatX(at(curve.x, pick.index), axis) + of;
  const { from, to } = partSpan(curve, pick.index);
  const steps =
    from === to
      ? `Step ${formatX(from, axis)}`
      : `Steps ${formatX(from, axis)} – ${formatX(to, axis)}`;
  return steps + of;
}

function row(pick: Pick, isNearest: boolean): HTMLElement {
  const swatch = element("span", "chart-tooltip-swatch", "");
  swatch.style.background = pick.line.colour;
  const label = element("span", "chart-tooltip-label", pick.line.label);
  const box = element("div", isNearest ? "chart-tooltip-row nearest" : "chart-tooltip-row", "");
  box.append(swatch, label, element("span", "chart-tooltip-value", valueText(pick)));
  return box;
}

function valueText(pick: Pick): string {
  const { curve, smoothed } = pick.line;
  const raw = rawText(curve, pick.index);
  const value = smoothed === null ? Number.NaN : at(smoothed, pick.index);
  return Number.isNaN(value) ? raw : `${formatNumber(value)} (raw ${raw})`;
}

function rawText(curve: Pick["line"]["curve"], index: number): string {
  const min = at(curve.min, index);
  const max = at(curve.max, index);
  const flags = at(curve.flags, index);
  if (Number.isNaN(min)) return (flags & 2) !== 0 ? "∞" : (flags & 4) !== 0 ? "−∞" : "NaN";
  return min === max ? formatNumber(min) : `${formatNumber(min)} … ${formatNumber(max)}`;
}

function element(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** The box beside the pointer, and the one that stays: values of the lines at an x, nearest first. */
import type { AxisKind, Pick } from "~/charts/Line";
import { headline, readoutText, valueText } from "~/charts/Readout";
import { iconElement } from "~/lib/icons";

/** More lines than this hide the chart; the rest is counted. */
export const MAX_ROWS = 12;
const OFFSET = 14;

/** A second click within this time is half of a double click, which is meant for the chart. */
const DOUBLE_CLICK_MS = 500;

export class Tooltip {
  private readonly box = element("div", "chart-tooltip", "");
  private readonly title = element("div", "chart-tooltip-x", "");
  private readonly rows: Row[] = [];
  private readonly more = element("div", "chart-tooltip-more", "");

  constructor() {
    this.box.append(this.title, this.more);
    this.box.hidden = true;
    // The same values are in the chart's table; a box that follows a pointer says nothing to a reader.
    this.box.setAttribute("aria-hidden", "true");
  }

  show(picks: readonly Pick[], axis: AxisKind, client: { x: number; y: number }): void {
    const [nearest] = picks;
    if (nearest === undefined) {
      this.hide();
      return;
    }
    write(this.title, headline(nearest, axis));
    this.fill(picks);
    const rest = picks.length - MAX_ROWS;
    this.more.hidden = rest <= 0;
    write(this.more, `and ${rest} more`);
    if (!this.box.isConnected) document.body.append(this.box);
    this.box.hidden = false;
    this.place(client);
  }

  hide(): void {
    this.box.hidden = true;
  }

  /** Rows stay and change their words: a box made anew with each move would cost half a frame. */
  private fill(picks: readonly Pick[]): void {
    picks.slice(0, MAX_ROWS).forEach((pick, i) => {
      const row = this.rows[i] ?? this.addRow();
      row.show(pick);
    });
    this.rows.forEach((row, i) => {
      row.box.hidden = i >= picks.length;
    });
  }

  private addRow(): Row {
    const row = new Row(this.rows.length === 0);
    this.more.before(row.box);
    this.rows.push(row);
    return row;
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

/** Values that stay where somebody clicked, can be copied, and go by Escape or their cross. */
export class Pin {
  private box: HTMLElement | null = null;

  constructor(private readonly host: HTMLElement) {}

  get isOpen(): boolean {
    return this.box !== null;
  }

  /** @param remark writes a comment on the place; null where nobody may. */
  open(
    picks: readonly Pick[],
    axis: AxisKind,
    point: { readonly x: number; readonly y: number },
    remark: (() => void) | null,
  ): void {
    this.close();
    if (picks.length === 0) return;
    const box = element("div", "chart-pin", "");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Pinned values");
    const tools = element("div", "chart-pin-tools", "");
    const copy = () => navigator.clipboard.writeText(readoutText(picks, axis));
    if (remark !== null) tools.append(button("Comment here", "comment", remark));
    tools.append(
      button("Copy values", "copy", () => void copy()),
      this.closeButton(),
    );
    box.append(tools, ...contents(picks, axis));
    // A press in the box is neither a zoom nor another pin.
    box.addEventListener("pointerdown", (event) => event.stopPropagation());
    box.addEventListener("dblclick", (event) => event.stopPropagation());
    this.host.append(box);
    this.box = box;
    box.style.pointerEvents = "none";
    setTimeout(() => box.style.removeProperty("pointer-events"), DOUBLE_CLICK_MS);
    const left = besidePoint(point.x, box.offsetWidth, this.host.clientWidth);
    const top = Math.min(point.y + OFFSET, this.host.clientHeight - box.offsetHeight - 4);
    box.style.left = `${Math.round(left)}px`;
    box.style.top = `${Math.round(Math.max(4, top))}px`;
  }

  close(): void {
    this.box?.remove();
    this.box = null;
  }

  private closeButton(): HTMLElement {
    return button("Unpin", "cross", () => this.close());
  }
}

/** Left edge of a box beside a point, to its right where there is room, else to its left, else over it. */
function besidePoint(x: number, width: number, room: number): number {
  if (x + OFFSET + width <= room - 4) return x + OFFSET;
  const left = x - OFFSET - width;
  return left >= 4 ? left : Math.max(4, room - width - 4);
}

function contents(picks: readonly Pick[], axis: AxisKind): HTMLElement[] {
  const nearest = picks[0];
  if (nearest === undefined) return [];
  const rows = picks.map((pick, i) => {
    const row = new Row(i === 0);
    row.show(pick);
    return row.box;
  });
  return [element("div", "chart-tooltip-x", headline(nearest, axis)), ...rows];
}

/** A line's value at an x. */
class Row {
  readonly box: HTMLElement;
  private readonly swatch = element("span", "chart-tooltip-swatch", "");
  private readonly label = element("span", "chart-tooltip-label", "");
  private readonly value = element("span", "chart-tooltip-value", "");
  private colour = "";

  constructor(isNearest: boolean) {
    this.box = element("div", isNearest ? "chart-tooltip-row nearest" : "chart-tooltip-row", "");
    this.box.append(this.swatch, this.label, this.value);
  }

  show(pick: Pick): void {
    write(this.label, pick.line.label);
    write(this.value, valueText(pick));
    if (pick.line.colour === this.colour) return;
    this.colour = pick.line.colour;
    this.swatch.style.background = this.colour;
  }
}

/** Sets a text where it is another one than before. */
function write(box: HTMLElement, text: string): void {
  if (box.textContent !== text) box.textContent = text;
}

function button(name: string, icon: "copy" | "cross" | "comment", press: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "icon-button";
  made.title = name;
  made.setAttribute("aria-label", name);
  made.append(iconElement(icon));
  made.addEventListener("click", press);
  return made;
}

function element(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

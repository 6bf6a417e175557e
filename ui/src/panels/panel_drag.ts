/** Drags a panel by its title to another place of its section. */

/** Pixels that the pointer goes before a press is a drag, so that a click stays a click. */
const SLACK = 6;

/** How near to an edge of the scroller a drag scrolls it, and by how much at a time. */
const EDGE = 48;
const SCROLL = 14;

/**
 * Begins to watch a press on a panel's title.
 *
 * @param slot the panel's place in the page; its siblings are the places where it may go.
 * @param drop receives the place, from 0, at which the panel was let go.
 */
export function watchDrag(
  event: PointerEvent,
  slot: HTMLElement,
  drop: (to: number) => void,
): void {
  const isTitle = event.target instanceof Element && event.target.closest(".panel-head h3");
  // A finger scrolls the page; it has the panel's menu.
  if (!isTitle || event.button !== 0 || event.pointerType === "touch") return;
  event.preventDefault();
  new Drag(slot, { x: event.clientX, y: event.clientY }, drop);
}

class Drag {
  private readonly slots: readonly HTMLElement[];
  private readonly from: number;
  private readonly end = new AbortController();
  private readonly scroller: Element | null;
  private going = false;
  private to: number;

  constructor(
    private readonly slot: HTMLElement,
    private readonly start: { readonly x: number; readonly y: number },
    private readonly drop: (to: number) => void,
  ) {
    this.slots = [...(slot.parentElement?.children ?? [])].filter(
      (one) => one instanceof HTMLElement,
    );
    this.from = this.slots.indexOf(slot);
    this.to = this.from;
    this.scroller = slot.closest(".charts-pane, .tab-body, main");
    const { signal } = this.end;
    document.addEventListener("pointermove", (event) => this.move(event), { signal });
    document.addEventListener("pointerup", () => this.finish(this.going), { signal });
    document.addEventListener("pointercancel", () => this.finish(false), { signal });
    document.addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
  }

  private move({ clientX, clientY }: PointerEvent): void {
    this.going ||= Math.hypot(clientX - this.start.x, clientY - this.start.y) > SLACK;
    if (!this.going) return;
    this.scrollNear(clientY);
    const over = this.slots.findIndex((one) =>
      holds(one.getBoundingClientRect(), clientX, clientY),
    );
    if (over >= 0) this.to = over;
    this.slot.classList.add("dragged");
    this.slot.closest(".panel-area")?.classList.add("dragging");
    for (const [i, one] of this.slots.entries()) {
      const side = i === this.to && i !== this.from ? (i < this.from ? "before" : "after") : "";
      one.dataset["drop"] = side;
    }
  }

  private scrollNear(y: number): void {
    const box = this.scroller?.getBoundingClientRect();
    if (box === undefined) return;
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, window.innerHeight)];
    if (y < top + EDGE) this.scroller?.scrollBy(0, -SCROLL);
    else if (y > bottom - EDGE) this.scroller?.scrollBy(0, SCROLL);
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.finish(false);
  }

  private finish(isDrop: boolean): void {
    this.end.abort();
    this.slot.classList.remove("dragged");
    this.slot.closest(".panel-area")?.classList.remove("dragging");
    for (const one of this.slots) delete one.dataset["drop"];
    if (isDrop && this.to !== this.from) this.drop(this.to);
  }
}

function holds(box: DOMRect, x: number, y: number): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

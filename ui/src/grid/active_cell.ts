/** The cell that the keyboard stands on: the grid keeps the focus and names the cell. */
export class ActiveCell {
  /** Its column; −1 while the keyboard stands on whole rows. */
  column = -1;
  /** The cell, while it is drawn. */
  element: HTMLElement | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly id: string,
  ) {}

  /** Moves by a key; says whether the key was one of its own. */
  key(key: string, last: number): boolean {
    if (key === "ArrowLeft") this.column = Math.max(-1, this.column - 1);
    else if (key === "ArrowRight") this.column = Math.min(last, this.column + 1);
    else if (key === "Home") this.column = 0;
    else if (key === "End") this.column = last;
    else return false;
    return true;
  }

  /** Stands on a cell that was clicked. */
  enter(cell: Element | null): void {
    const index = Number(cell?.getAttribute("aria-colindex"));
    if (index > 0) this.column = index - 1;
  }

  /** Marks the cell, and takes the mark from the one before. */
  show(cell: HTMLElement | null): void {
    const row = cell?.closest(".grid-row") ?? null;
    if (this.element !== cell) {
      this.element?.classList.remove("active-cell");
      this.element?.removeAttribute("id");
      this.element = cell;
    }
    if (cell !== null) {
      // Filling a cell again gives it its plain class.
      cell.classList.add("active-cell");
      cell.id = this.id;
    }
    const active = cell?.id ?? this.host.querySelector(".grid-row.active:not([hidden])")?.id;
    if (row === null && active === undefined) this.host.removeAttribute("aria-activedescendant");
    else this.host.setAttribute("aria-activedescendant", active ?? "");
  }
}

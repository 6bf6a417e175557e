/** A column of a grid: how wide, and what to put into a cell. */
export interface GridColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** Said in little under the title, such as `min`. */
  readonly detail?: string;
  readonly width: number;
  readonly align: "left" | "right";
  readonly sortable: boolean;
  /** Adds to the head what stands under the title, such as a histogram. */
  head?(cell: HTMLElement): void;
  /** Fills a cell that may have held another row before. */
  render(cell: HTMLElement, row: Row): void;
}

/** Which column orders the rows. */
export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

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
  /** Whether it can be dragged to another place. */
  readonly movable?: boolean;
  /** A box in the title that selects every row: all, some or none are. */
  readonly all?: "all" | "some" | "none";
  /** Fills a cell that may have held another row before. */
  render(cell: HTMLElement, row: Row): void;
}

/** One of the columns that order the rows. */
export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** What is said of a row beside its cells. */
export interface RowLook {
  readonly className: string;
  readonly selected: boolean;
  /** Depth in a tree, from 1 on; left out where rows are no tree. */
  readonly level?: number;
  /** Whether the rows below it are shown; left out where there are none. */
  readonly expanded?: boolean;
}

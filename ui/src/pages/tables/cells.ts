/** How the cells and heads of a table are drawn: plain DOM, filled again while one scrolls. */
import type { Cell, ColumnStatistics, TableColumn, TableRow } from "~/data/tables";
import type { GridColumn } from "~/grid/Column";
import { formatCount, formatNumber } from "~/lib/format";
import { iconElement } from "~/lib/icons";
import { columnHead } from "~/pages/tables/heads";

/** What cells must know beside their row. */
export interface CellContext {
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
  readonly widths: Readonly<Record<string, number>>;
  /** The address of a picture in a column. */
  urlOf(column: string, path: string): string;
}

const WIDTHS = { number: 116, text: 150, bool: 96, image: 92, json: 190 } as const;
const LONG_TEXT = 34;

/** Words of the column `change` and how each looks. */
const CHANGES: Readonly<Record<string, string>> = {
  fixed: "ok",
  broken: "fail",
  changed: "warn",
  same: "quiet",
  new: "quiet",
};

export function tableColumns(
  columns: readonly TableColumn[],
  context: CellContext,
): GridColumn<TableRow>[] {
  return [
    numberColumn(),
    ...columns.map((column, i): GridColumn<TableRow> => {
      const statistics = context.statistics.get(column.name);
      return {
        id: column.name,
        title: column.name,
        width: context.widths[column.name] ?? widthOf(column, statistics),
        align: column.kind === "number" ? "right" : "left",
        sortable: true,
        head: (cell) => columnHead(cell, column, statistics),
        render: (cell, row) => renderCell(cell, column, row.cells[i] ?? null, context),
      };
    }),
  ];
}

function widthOf(column: TableColumn, statistics: ColumnStatistics | undefined): number {
  const longest = Math.max(0, ...(statistics?.top ?? []).map((one) => one.label.length));
  const wide = column.kind === "text" && longest > LONG_TEXT;
  return Math.max(wide ? 300 : WIDTHS[column.kind], Math.min(220, 34 + column.name.length * 7.4));
}

function numberColumn(): GridColumn<TableRow> {
  return {
    ...{ id: "", title: "#", width: 74, align: "left", sortable: false },
    render: (cell, row) => {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1;
      button.dataset["act"] = "open";
      button.className = "row-number";
      button.textContent = formatCount(row.number);
      button.setAttribute("aria-label", `Look at row ${row.number}`);
      cell.replaceChildren(button);
    },
  };
}

function renderCell(
  host: HTMLElement,
  column: TableColumn,
  cell: Cell,
  context: CellContext,
): void {
  host.classList.toggle("blank", cell === null);
  if (cell !== null && column.kind === "image") {
    host.replaceChildren(thumbnail(column.name, String(cell), context));
    host.title = "";
  } else if (column.name === "change" && typeof cell === "string" && cell in CHANGES) {
    host.replaceChildren(changeMark(cell));
    host.title = cell;
  } else {
    const text = cellText(cell);
    host.textContent = text;
    host.title = typeof cell === "number" ? String(cell) : text;
    host.classList.toggle("mono", column.kind === "json");
    if (column.name.startsWith("delta.") && typeof cell === "number" && cell > 0) {
      host.textContent = `+${text}`;
    }
  }
}

/** A cell in one line. */
export function cellText(cell: Cell): string {
  if (cell === null) return "—";
  if (typeof cell === "number") return formatNumber(cell, 5);
  return String(cell);
}

function thumbnail(column: string, path: string, context: CellContext): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.className = "thumbnail";
  const url = context.urlOf(column, path);
  button.dataset["act"] = `image:${url}`;
  button.setAttribute("aria-label", `Enlarge ${column}`);
  const image = document.createElement("img");
  image.alt = "";
  image.decoding = "async";
  image.src = url;
  image.addEventListener("error", () => button.replaceChildren(iconElement("image")));
  button.append(image);
  return button;
}

function changeMark(change: string): HTMLElement {
  const mark = document.createElement("span");
  mark.className = `change ${CHANGES[change] ?? "quiet"}`;
  if (change === "fixed") mark.append(iconElement("check"));
  if (change === "broken") mark.append(iconElement("cross"));
  mark.append(change);
  return mark;
}

/** How wide what is in cells is, and what it says. */

const NARROWEST = 56;
const WIDEST = 640;

/** The width at which nothing in these cells is cut off. */
export function fittingWidth(cells: readonly HTMLElement[]): number {
  const range = document.createRange();
  const widths = cells.map((cell) => {
    range.selectNodeContents(cell);
    const style = getComputedStyle(cell);
    const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
    // A cut text is as wide as its box; what it wants stands in the scroll width.
    const inner = [...cell.querySelectorAll<HTMLElement>("*")].map(
      (one) => one.scrollWidth - one.clientWidth,
    );
    const cut = Math.max(0, ...inner);
    return Math.max(range.getBoundingClientRect().width + padding + cut, cell.scrollWidth);
  });
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, ...widths.map((width) => width + 4))));
}

/** The text of a cell, or of all cells of a row, parted by tabs. */
export function selectedText(row: HTMLElement | null, cell: HTMLElement | null): string {
  if (cell !== null) return textOf(cell);
  const cells = row?.querySelectorAll<HTMLElement>("[role=gridcell]") ?? [];
  return [...cells].map(textOf).join("\t").trim();
}

function textOf(cell: HTMLElement): string {
  const text = cell.dataset["copy"] ?? cell.textContent?.trim() ?? "";
  return text === "—" ? "" : text;
}

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

/** The widest digits and signs of numbers, and the widest letters, at the size of a cell's text. */
const DIGIT_WIDTH = 8.5;
const LETTER_WIDTH = 13.5;
const PADDING = 20;
/** ASCII, and the signs that cells are written with. */
const PLAIN = /^[ -~−·…—]*$/;
const NUMBER = /^[\d.,+\-−e%·… ]*$/;

/** Whether a cell may hold more than it has room for: told from its text, because measuring is dear. */
export function mayOverflow(cell: HTMLElement, width: number): boolean {
  if (cell.firstElementChild !== null) return true;
  return !surelyFits(cell.textContent ?? "", width);
}

/** Whether a text fits a cell of a width whatever its letters are. */
export function surelyFits(text: string, width: number): boolean {
  const each = NUMBER.test(text) ? DIGIT_WIDTH : LETTER_WIDTH;
  // Letters of other scripts may be wider, or be drawn as several.
  return text.length * each <= width - PADDING && PLAIN.test(text);
}

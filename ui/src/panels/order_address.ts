/** The order of panels as an address keeps it, apart from what moves them: every page reads addresses. */

/** Titles that an address may hold; a section is rarely that long. */
export const MOST_MOVED = 300;

/** Reads an order from an address. */
export function readOrder(text: string): readonly string[] {
  try {
    const titles: unknown = JSON.parse(text || "[]");
    return Array.isArray(titles) ? [...new Set(titles.map(String))].slice(0, MOST_MOVED) : [];
  } catch {
    // A mangled address still shows all panels.
    return [];
  }
}

export function writeOrder(order: readonly string[]): string {
  return order.length === 0 ? "" : JSON.stringify(order);
}

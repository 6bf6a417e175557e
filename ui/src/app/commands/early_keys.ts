/** Keys that are pressed while the palette is on its way: they are its first text. */

/** What happens around the keys. */
interface Opening {
  /** Whether the palette was asked for and is not there yet. */
  readonly isPending: () => boolean;
  readonly close: () => void;
}

let typed = "";

/** What was typed since the palette was asked for; it is given once. */
export function takeEarlyKeys(): string {
  const taken = typed;
  typed = "";
  return taken;
}

/** Keeps keys from now on whenever the palette is pending; no other part of the page sees them. */
export function keepEarlyKeys({ isPending, close }: Opening): void {
  const keep = (event: KeyboardEvent) => {
    if (!isPending()) return;
    const next = textAfter(typed, event);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    typed = next;
    if (event.key !== "Escape") return;
    typed = "";
    close();
  };
  document.addEventListener("keydown", keep, { capture: true });
}

/** The text once a key was pressed; null for a key that is no part of writing. */
export function textAfter(
  text: string,
  key: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing">,
): string | null {
  if (key.ctrlKey || key.metaKey || key.isComposing) return null;
  if (key.key === "Backspace") return [...text].slice(0, -1).join("");
  if (key.key === "Escape" || key.key === "Enter") return text;
  // One character, which may take two units; names of keys such as Shift are longer.
  return [...key.key].length === 1 ? text + key.key : null;
}

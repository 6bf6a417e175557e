/** The panel that fills the screen, and the one that `f` would make do so. */
import { signal } from "@preact/signals";

/** Title of the panel in full screen; null when there is none. */
export const fullPanel = signal<string | null>(null);

let pointed: string | null = null;

/** The pointer or the focus is in this panel. */
export function pointAt(title: string): void {
  pointed = title;
}

/** Fills the screen with a panel, or gives it back its place. */
export function toggleFull(title: string | null = pointed): void {
  fullPanel.value = fullPanel.peek() === null ? title : null;
}

export function leaveFull(): void {
  fullPanel.value = null;
}

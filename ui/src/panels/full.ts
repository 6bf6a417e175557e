/** The panel that fills the screen, and what keys do to the panel under the pointer. */
import { signal } from "@preact/signals";

/** Title of the panel in full screen; null when there is none. */
export const fullPanel = signal<string | null>(null);

/** Panels whose legend is not as it is by itself: shown in full screen, hidden elsewhere. */
export const turnedLegends = signal<ReadonlySet<string>>(new Set());

/** The panel whose export menu was asked for by key; `count` tells one wish from the next. */
export const exportWish = signal<{ readonly title: string; readonly count: number } | null>(null);

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

/** The attribute by which a panel's place in the page is found, whether it is drawn or not. */
export const PANEL_PLACE = "data-panel";

/** Fills the screen with the next panel of the page, or the one before; there it ends at both ends. */
export function stepFull(by: 1 | -1): void {
  const places = [...document.querySelectorAll(`[${PANEL_PLACE}]`)];
  const titles = places.map((place) => place.getAttribute(PANEL_PLACE) ?? "");
  const next = titles[titles.indexOf(fullPanel.peek() ?? "") + by];
  if (fullPanel.peek() === null || next === undefined) return;
  pointed = next;
  fullPanel.value = next;
}

/** Shows or hides the legend of the panel under the pointer. */
export function toggleLegend(): void {
  const title = fullPanel.peek() ?? pointed;
  if (title === null) return;
  const turned = new Set(turnedLegends.peek());
  if (!turned.delete(title)) turned.add(title);
  turnedLegends.value = turned;
}

/** Opens the export menu of the panel under the pointer. */
export function openExport(): void {
  const title = fullPanel.peek() ?? pointed;
  if (title === null) return;
  exportWish.value = { title, count: (exportWish.peek()?.count ?? 0) + 1 };
}

/** Whether the window is as narrow as a phone in portrait: one pane at a time. */
import { computed, signal } from "@preact/signals";

// The same width as in narrow.css.
const query = window.matchMedia("(max-width: 719px)");
const matches = signal(query.matches);
query.addEventListener("change", (event) => {
  matches.value = event.matches;
});

export const isNarrow = computed(() => matches.value);

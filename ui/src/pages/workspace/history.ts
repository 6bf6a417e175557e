/** Undo and redo of changes of the view: Ctrl+Z takes back what was done to it, not to the runs. */
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { path, search } from "~/lib/location";
import { goTo } from "~/pages/workspace/state";

/** Changes closer together than this are one, such as the steps of a slider. */
const TOGETHER_MS = 700;

const MOST_STEPS = 200;

/** The states that a view had, and those that were taken back. Pure, so that it can be tested. */
export class ViewHistory {
  private readonly past: string[] = [];
  private future: string[] = [];
  private changedAt = Number.NEGATIVE_INFINITY;

  constructor(private now: string) {}

  /** The view has another state; `at` is the time in milliseconds. */
  note(state: string, at: number): void {
    if (state === this.now) return;
    if (at - this.changedAt > TOGETHER_MS) this.past.push(this.now);
    if (this.past.length > MOST_STEPS) this.past.shift();
    this.changedAt = at;
    this.now = state;
    this.future = [];
  }

  /** The state before this one; null at the beginning. */
  back(): string | null {
    return this.step(this.past, this.future);
  }

  /** The state that was taken back last; null when there is none. */
  forward(): string | null {
    return this.step(this.future, this.past);
  }

  private step(from: string[], to: string[]): string | null {
    const state = from.pop();
    if (state === undefined) return null;
    to.push(this.now);
    this.now = state;
    this.changedAt = Number.NEGATIVE_INFINITY;
    return state;
  }
}

/** Makes Ctrl+Z and Ctrl+Shift+Z work on the view while the workspace is on the page. */
export function useViewHistory(): void {
  useEffect(() => {
    const home = path.peek();
    const history = new ViewHistory(search.peek().toString());
    const stop = effect(() => {
      const state = search.value.toString();
      if (path.value === home) history.note(state, performance.now());
    });
    const onKey = (event: KeyboardEvent) => {
      if (!isUndoKey(event)) return;
      event.preventDefault();
      const state = event.shiftKey ? history.forward() : history.back();
      if (state !== null) goTo(state, "one of many");
    };
    document.addEventListener("keydown", onKey);
    return () => {
      stop();
      document.removeEventListener("keydown", onKey);
    };
  }, []);
}

function isUndoKey(event: KeyboardEvent): boolean {
  const isZ = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
  return isZ && !typesText(event.target);
}

/** In a text field the keys undo the text. */
function typesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "range"].includes(target.type);
}

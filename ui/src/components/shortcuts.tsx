/** Keys that do something, and the overlay that lists them. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "~/components/Button";

export interface Shortcut {
  /** As `KeyboardEvent.key` gives it; two with a space between them are pressed one after the other. */
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
}

interface Group {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

const active = signal<readonly Group[]>([]);
const helpOpen = signal(false);
const enabled = signal(window.localStorage.getItem("runlore.keys") !== "off");

/** Between the keys of a pair: longer, and the first one was a slip. */
const PAIR_MS = 1_500;
let first: { readonly key: string; readonly at: number } | null = null;

/**
 * Makes these keys work while a component is on the page; the list of keys shows them under `title`.
 * `shortcuts` must keep its identity.
 */
export function useShortcuts(shortcuts: readonly Shortcut[], title = "On this page"): void {
  // Before the page is painted: who sees it may press a key.
  useLayoutEffect(() => {
    const group = { title, shortcuts };
    active.value = [...active.peek(), group];
    return () => {
      active.value = active.peek().filter((one) => one !== group);
    };
  }, [shortcuts, title]);
}

/** Shows or hides the list of keys. */
export function toggleHelp(): void {
  helpOpen.value = !helpOpen.peek();
}

function closeHelp(): void {
  helpOpen.value = false;
}

function typesInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const typed =
    target instanceof HTMLInputElement && target.type !== "checkbox" && target.type !== "range";
  return typed || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

document.addEventListener("keydown", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (modified || typesInto(event.target) || !enabled.peek()) return;
  if (document.querySelector("dialog[open]") !== null && event.key !== "?") return;
  // Space and Enter belong to the control that has the focus.
  const onControl =
    event.target instanceof HTMLElement && event.target.closest("button, a, summary");
  if (onControl && (event.key === " " || event.key === "Enter")) return;
  const shortcut = shortcutFor(event.key, event.timeStamp);
  if (shortcut === undefined) return;
  event.preventDefault();
  shortcut.run();
});

/** The shortcut that this key completes; the first of a pair is remembered. */
function shortcutFor(key: string, at: number): Shortcut | undefined {
  const known = active.peek().flatMap((group) => group.shortcuts);
  const before = first !== null && at - first.at < PAIR_MS ? first.key : null;
  first = null;
  const pair =
    before === null ? undefined : known.findLast((one) => one.key === `${before} ${key}`);
  if (pair !== undefined) return pair;
  if (known.some((one) => one.key.startsWith(`${key} `))) {
    first = { key, at };
    return undefined;
  }
  return known.findLast((one) => one.key === key);
}

function setEnabled(on: boolean): void {
  enabled.value = on;
  window.localStorage.setItem("runlore.keys", on ? "on" : "off");
}

/** The list of keys, over everything, when it is open. */
export function ShortcutHelp() {
  return helpOpen.value ? <HelpDialog /> : null;
}

function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-label="Keyboard shortcuts" onClose={closeHelp}>
      <header class="dialog-head">
        <h2>Keyboard shortcuts</h2>
        <IconButton name="Close" icon="cross" onClick={closeHelp} />
      </header>
      {groups(active.value).map((group) => (
        <section key={group.title} class="key-group">
          <h3>{group.title}</h3>
          <dl class="keys">
            {group.shortcuts.map((one) => (
              <div key={one.key + one.label}>
                <dt>
                  <Keys keys={one.key} />
                </dt>
                <dd>{one.label}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label class="check">
        <input
          type="checkbox"
          checked={enabled.value}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        Shortcuts of single keys
      </label>
    </dialog>
  );
}

function Keys({ keys }: { keys: string }) {
  const names = keys === " " ? ["Space"] : keys.split(" ");
  return (
    <>
      {names.map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </>
  );
}

/** Groups by title, those of the page first: they are what one looks for. */
function groups(all: readonly Group[]): Group[] {
  const titles = [...new Set(all.map((group) => group.title))].reverse();
  return titles.map((title) => ({
    title,
    shortcuts: all.filter((group) => group.title === title).flatMap((group) => group.shortcuts),
  }));
}

/** Keys that do something, and the overlay that lists them. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "~/components/Button";

export interface Shortcut {
  /** As `KeyboardEvent.key` gives it. */
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
}

const active = signal<readonly (readonly Shortcut[])[]>([]);
const helpOpen = signal(false);
const enabled = signal(window.localStorage.getItem("runlore.keys") !== "off");

/** Makes these keys work while a component is on the page. `shortcuts` must keep its identity. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    active.value = [...active.peek(), shortcuts];
    return () => {
      active.value = active.peek().filter((group) => group !== shortcuts);
    };
  }, [shortcuts]);
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
  // Space and Enter belong to the control that has the focus.
  const onControl =
    event.target instanceof HTMLElement && event.target.closest("button, a, summary");
  if (onControl && (event.key === " " || event.key === "Enter")) return;
  const shortcut = active
    .peek()
    .flat()
    .findLast((one) => one.key === event.key);
  if (shortcut === undefined) return;
  event.preventDefault();
  shortcut.run();
});

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
      <dl class="keys">
        {active.value.flat().map((one) => (
          <div key={one.key + one.label}>
            <dt>
              <kbd>{one.key === " " ? "Space" : one.key}</kbd>
            </dt>
            <dd>{one.label}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={enabled.value}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        Single-key shortcuts
      </label>
    </dialog>
  );
}

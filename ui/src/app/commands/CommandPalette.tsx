import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Command, type Found, type Section, sectionsFor } from "~/app/commands/commands";
import { takeEarlyKeys } from "~/app/commands/early_keys";
import { useCommands } from "~/app/commands/use_commands";
import { Icon } from "~/components/Icon";

interface CommandPaletteProps {
  /** The project one is in, whose metrics are searched. */
  readonly project: string | null;
  readonly close: () => void;
}

/** One box to go anywhere and do anything, by keyboard alone. */
export function CommandPalette({ project, close }: CommandPaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState(takeEarlyKeys);
  const [chosen, setChosen] = useState(0);
  const { commands, searching } = useCommands(project, query);
  const sections = useMemo(() => sectionsFor(query, commands), [query, commands]);
  const flat = sections.flatMap((section) => section.found.map((one) => one.command));
  const current = flat[Math.min(chosen, flat.length - 1)];
  // Before the next key: from here on the field has them.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && flat.length > 0) {
      event.preventDefault();
      const at = current === undefined ? 0 : flat.indexOf(current);
      setChosen((at + step + flat.length) % flat.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(current);
    }
  };
  return (
    <dialog ref={dialog} class="commands" aria-label="Search and commands" onClose={close}>
      <div class="commands-box">
        <Icon name="search" />
        <input
          autofocus
          role="combobox"
          aria-label="Search runs, projects, metrics, models and actions"
          aria-expanded={flat.length > 0}
          aria-controls="commands-list"
          aria-autocomplete="list"
          {...(current ? { "aria-activedescendant": optionId(current) } : {})}
          placeholder="Search runs, metrics, models, actions…"
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div id="commands-list" role="listbox" aria-label="Found" class="commands-list">
        {sections.map((section) => (
          <SectionList key={section.title} {...{ section, current, run }} />
        ))}
      </div>
      {flat.length === 0 && (
        <p class="commands-none" role="status">
          {searching ? "Searching…" : `Nothing matches “${query}”.`}
        </p>
      )}
      <p class="commands-foot">
        <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> go
      </p>
    </dialog>
  );
}

function optionId(command: Command): string {
  return `command-${command.id}`;
}

interface SectionListProps {
  readonly section: Section;
  readonly current: Command | undefined;
  readonly run: (command: Command) => void;
}

function SectionList({ section, current, run }: SectionListProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: options of a list box are grouped so, not by a fieldset.
    <div role="group" aria-label={section.title}>
      <div class="commands-title" aria-hidden="true">
        {section.title}
      </div>
      {section.found.map((found) => (
        <Option key={found.command.id} found={found} chosen={found.command === current} run={run} />
      ))}
    </div>
  );
}

interface OptionProps {
  readonly found: Found;
  readonly chosen: boolean;
  readonly run: (command: Command) => void;
}

function Option({ found: { command, match }, chosen, run }: OptionProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the box that has the focus.
    <div
      ref={row}
      id={optionId(command)}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      class="command"
      onClick={() => run(command)}
    >
      <Icon name={command.icon} />
      <span class="clip">
        <Marked text={command.name} places={match.places} />
      </span>
      <span class="faint clip command-hint">{command.hint}</span>
      {command.key && <kbd>{command.key}</kbd>}
    </div>
  );
}

/** A name with the letters that were typed set off. */
function Marked({ text, places }: { text: string; places: readonly number[] }) {
  const marked = new Set(places);
  return <>{[...text].map((letter, i) => (marked.has(i) ? <b key={i}>{letter}</b> : letter))}</>;
}

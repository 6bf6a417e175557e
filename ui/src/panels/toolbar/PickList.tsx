import { useState } from "preact/hooks";
import { finder } from "~/panels/find";

/** Names shown at once; the search narrows the others. */
const MOST_SHOWN = 200;

interface PickListProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly chosen: readonly string[];
  readonly onPick: (name: string) => void;
}

/** A searchable list of names, of which some are chosen. */
export function PickList({ label, names, chosen, onPick }: PickListProps) {
  const [find, setFind] = useState("");
  const found = names.filter(finder(find));
  return (
    <div class="pick-list">
      <input
        class="field small"
        type="search"
        placeholder={label}
        aria-label={label}
        value={find}
        onInput={(event) => setFind(event.currentTarget.value)}
      />
      <ul>
        {found.slice(0, MOST_SHOWN).map((name) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={chosen.includes(name)}
              onClick={() => onPick(name)}
              title={name}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="muted">No name matches.</p>}
      {found.length > MOST_SHOWN && <p class="muted">and {found.length - MOST_SHOWN} more</p>}
    </div>
  );
}

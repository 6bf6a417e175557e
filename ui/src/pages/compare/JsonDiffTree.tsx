import type { Json } from "~/lib/json";
import type { JsonDiff } from "~/lib/json_diff";

/** Values drawn of one document; more are no reading any more. */
const MAX_CHILDREN = 500;

interface TreeProps {
  readonly diff: JsonDiff;
  readonly find: string;
  readonly onlyDifferences: boolean;
}

/** Two documents as one tree: names on the left, what each has on the right. */
export function JsonDiffTree({ diff, find, onlyDifferences }: TreeProps) {
  const wanted = diff.children.filter((child) => isWanted(child, find, onlyDifferences));
  const rest = wanted.length - MAX_CHILDREN;
  return (
    <ul class="json-diff">
      {wanted.slice(0, MAX_CHILDREN).map((child) => (
        <li key={child.key}>
          <Place diff={child} {...{ find, onlyDifferences }} />
        </li>
      ))}
      {rest > 0 && <li class="faint">{rest} more; find them by name.</li>}
    </ul>
  );
}

/** Whether a place, or one below it, is to be shown. */
export function isWanted(diff: JsonDiff, find: string, onlyDifferences: boolean): boolean {
  if (onlyDifferences && diff.differences === 0) return false;
  if (find === "" || diff.key.toLowerCase().includes(find)) return true;
  if (diff.children.length > 0) {
    return diff.children.some((child) => isWanted(child, find, onlyDifferences));
  }
  return [diff.before, diff.after].some((value) => textOf(value).toLowerCase().includes(find));
}

function Place({ diff, find, onlyDifferences }: TreeProps) {
  if (diff.children.length === 0) return <Leaf diff={diff} />;
  // When the name itself is what was looked for, all that is below belongs to it.
  const inner = find !== "" && diff.key.toLowerCase().includes(find) ? "" : find;
  return (
    <details open>
      <summary>
        {diff.key === "" ? "(no name)" : diff.key}
        {diff.differences > 0 && <span class="chip">{diff.differences}</span>}
      </summary>
      <JsonDiffTree diff={diff} find={inner} onlyDifferences={onlyDifferences} />
    </details>
  );
}

const SIGNS = { same: "", changed: "●", removed: "−", added: "+" } as const;

function Leaf({ diff }: { diff: JsonDiff }) {
  const { change } = diff;
  return (
    <div class={`json-leaf ${change}`}>
      <span class="json-sign" title={change}>
        <span aria-hidden="true">{SIGNS[change]}</span>
        <span class="hidden-text">{change}</span>
      </span>
      <span class="json-key">{diff.key}</span>
      <Value value={diff.before} side="before" />
      <Value value={diff.after} side="after" />
    </div>
  );
}

function Value({ value, side }: { value: Json | undefined; side: "before" | "after" }) {
  if (value === undefined) return <span class={`json-value ${side} faint`}>—</span>;
  return <span class={`json-value ${side}`}>{textOf(value)}</span>;
}

/** As JSON: "1" and 1 are not the same, and no digit is rounded away. */
function textOf(value: Json | undefined): string {
  return value === undefined ? "" : JSON.stringify(value);
}

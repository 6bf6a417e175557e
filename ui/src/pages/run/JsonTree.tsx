import { useState } from "preact/hooks";
import { isObject, type Json } from "~/lib/json";

/** Deeper levels, and long ones, are opened by the reader: a large document is slow to lay out. */
const OPEN_DEPTH = 2;
const OPEN_CHILDREN = 100;
const SHOWN_CHILDREN = 500;

interface JsonTreeProps {
  readonly value: Json;
  /** Lower-case text that keys or values must hold; empty shows all. */
  readonly find: string;
  readonly depth?: number;
}

/** A JSON document as a tree that folds; values keep their type by colour and quotes. */
export function JsonTree({ value, find, depth = 0 }: JsonTreeProps) {
  const [limit, setLimit] = useState(SHOWN_CHILDREN);
  const entries = childrenOf(value).filter(
    ([key, child]) => find === "" || holds(key, child, find),
  );
  if (entries.length === 0) {
    return <p class="faint tree-empty">{find ? `Nothing holds “${find}”.` : "Empty."}</p>;
  }
  return (
    <>
      <ul class="tree">
        {entries.slice(0, limit).map(([key, child]) => (
          <li key={key}>
            <Entry name={key} value={child} find={find} depth={depth} />
          </li>
        ))}
      </ul>
      {entries.length > limit && (
        <button type="button" class="link tree-more" onClick={() => setLimit(limit * 4)}>
          {entries.length - limit} more
        </button>
      )}
    </>
  );
}

interface EntryProps {
  readonly name: string;
  readonly value: Json;
  readonly find: string;
  readonly depth: number;
}

function Entry({ name, value, find, depth }: EntryProps) {
  const children = childrenOf(value);
  const [open, setOpen] = useState(depth < OPEN_DEPTH && children.length <= OPEN_CHILDREN);
  if (children.length === 0) {
    return (
      <span class="tree-leaf">
        <span class="tree-key">{name}</span>
        <Leaf value={value} />
      </span>
    );
  }
  // When the key itself is what was looked for, all that is below belongs to it.
  const inner = find !== "" && name.toLowerCase().includes(find) ? "" : find;
  const isOpen = open || inner !== "";
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="tree-key">{name}</span>
        <span class="faint">
          {Array.isArray(value) ? `[${children.length}]` : `{${children.length}}`}
        </span>
      </summary>
      {isOpen && <JsonTree value={value} find={inner} depth={depth + 1} />}
    </details>
  );
}

export function Leaf({ value }: { value: Json }) {
  const kind = value === null || isObject(value) || Array.isArray(value) ? "null" : typeof value;
  return <span class={`tree-value ${kind}`}>{JSON.stringify(value)}</span>;
}

function childrenOf(value: Json): [string, Json][] {
  if (Array.isArray(value)) return value.map((child, i) => [String(i), child]);
  return isObject(value) ? Object.entries(value) : [];
}

function holds(key: string, value: Json, find: string): boolean {
  if (key.toLowerCase().includes(find)) return true;
  const children = childrenOf(value);
  if (children.length > 0) return children.some(([name, child]) => holds(name, child, find));
  return JSON.stringify(value).toLowerCase().includes(find);
}

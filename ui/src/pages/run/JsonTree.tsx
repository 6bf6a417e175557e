import { isObject, type Json } from "~/lib/json";

interface JsonTreeProps {
  readonly value: Json;
  /** Lower-case text that keys or values must hold; empty shows all. */
  readonly find: string;
}

/** A JSON document as a tree that folds; values keep their type by colour and quotes. */
export function JsonTree({ value, find }: JsonTreeProps) {
  const entries = childrenOf(value).filter(
    ([key, child]) => find === "" || holds(key, child, find),
  );
  if (entries.length === 0)
    return <p class="faint">{find ? `Nothing holds “${find}”.` : "Empty."}</p>;
  return (
    <ul class="tree">
      {entries.map(([key, child]) => (
        <li key={key}>
          <Entry name={key} value={child} find={find} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ name, value, find }: { name: string; value: Json; find: string }) {
  const children = childrenOf(value);
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
  return (
    <details open>
      <summary>
        <span class="tree-key">{name}</span>
        <span class="faint">
          {Array.isArray(value) ? `[${children.length}]` : `{${children.length}}`}
        </span>
      </summary>
      <JsonTree value={value} find={inner} />
    </details>
  );
}

function Leaf({ value }: { value: Json }) {
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

import type { Json } from "~/lib/json";
import { type ConfigBranch, type ConfigRow, configTree } from "~/pages/run/config_rows";
import { Leaf } from "~/pages/run/JsonTree";

const MARKS = { added: "new", changed: "changed", removed: "gone", same: "" } as const;

/** A config as a tree that folds. */
export function ConfigTree({ rows }: { rows: readonly ConfigRow[] }) {
  return <Branches branches={configTree(rows)} />;
}

function Branches({ branches }: { branches: readonly ConfigBranch[] }) {
  return (
    <ul class="tree">
      {branches.map((branch) => (
        <li key={`${branch.name} ${branch.row === null}`}>
          {branch.row ? (
            <span class={`tree-leaf ${branch.row.change}`}>
              <span class="tree-key">{branch.name}</span>
              <Value row={branch.row} />
            </span>
          ) : (
            <details open>
              <summary>
                <span class="tree-key">{branch.name}</span>
                <span class="faint">{`{${branch.below.length}}`}</span>
              </summary>
              <Branches branches={branch.below} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function Value({ row }: { row: ConfigRow }) {
  return (
    <span class="config-value">
      {row.value !== undefined && <Leaf value={row.value} />}
      {row.change !== "same" && (
        <span class={`change ${row.change}`}>
          {row.change === "changed" ? `was ${asText(row.was)}` : MARKS[row.change]}
          {row.change === "removed" && ` (was ${asText(row.was)})`}
        </span>
      )}
    </span>
  );
}

/** A config as one line for each value, and what it was. */
export function ConfigTable({
  rows,
  isCompared,
}: {
  rows: readonly ConfigRow[];
  isCompared: boolean;
}) {
  return (
    <table class="list dense config-table">
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Value</th>
          {isCompared && <th scope="col">Was</th>}
          {isCompared && <th scope="col">Change</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.path.join("\n")} class={row.change}>
            <th scope="row">{row.path.join(".")}</th>
            <td>{row.value === undefined ? "—" : <Leaf value={row.value} />}</td>
            {isCompared && <td class="muted">{row.change === "same" ? "" : asText(row.was)}</td>}
            {isCompared && <td class={`change ${row.change}`}>{MARKS[row.change]}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function asText(value: Json | undefined): string {
  return value === undefined ? "—" : JSON.stringify(value);
}

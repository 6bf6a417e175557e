import { useMemo, useState } from "preact/hooks";
import { CopyButton } from "~/components/CopyButton";
import { Notice } from "~/components/Notice";
import { Segments } from "~/components/Segments";
import { useBaselines } from "~/data/lineage";
import type { Run } from "~/data/projects";
import { useBaseline } from "~/data/run";
import { ConfigTable, ConfigTree } from "~/pages/run/ConfigRows";
import { configRows, matchingRows } from "~/pages/run/config_rows";
import { JsonTree } from "~/pages/run/JsonTree";
import { toYaml } from "~/pages/run/yaml";

const NOTHING = "";

/** Params, what changed in them since another run, and what the run wrote as its summary. */
export function Config({ run }: { run: Run }) {
  const { params, summary } = run;
  if (Object.keys(params).length + Object.keys(summary).length === 0) {
    return (
      <Notice title="No config">
        <p>runlore.init(config={"{…}"}) and run.log_param(…) are kept here with their types.</p>
      </Notice>
    );
  }
  return (
    <div class="config">
      <Params run={run} />
      {Object.keys(summary).length > 0 && (
        <section class="block">
          <h2>Summary</h2>
          <JsonTree value={{ ...summary }} find="" />
        </section>
      )}
    </div>
  );
}

function Params({ run }: { run: Run }) {
  const [find, setFind] = useState("");
  const [as, setAs] = useState<"tree" | "table">("tree");
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [against, setAgainst] = useState(run.parent ?? NOTHING);
  const baseline = useBaseline(against);
  const other = against === NOTHING ? null : (baseline.data?.params ?? null);
  const all = useMemo(() => configRows(run.params, other), [run.params, other]);
  const changed = all.filter((row) => row.change !== "same");
  const rows = matchingRows(onlyChanged && other !== null ? changed : all, find);
  return (
    <>
      <div class="config-bar">
        <input
          class="field"
          type="search"
          placeholder="Find keys and values"
          aria-label="Find keys and values"
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
        <BaselinePicker run={run} value={against} onChange={setAgainst} />
        {other !== null && (
          <label class="check">
            <input
              type="checkbox"
              checked={onlyChanged}
              onChange={(event) => setOnlyChanged(event.currentTarget.checked)}
            />
            Only changed <span class="count">{changed.length}</span>
          </label>
        )}
        {baseline.error && against !== NOTHING && (
          <span class="fail" role="alert">
            {baseline.error.message}
          </span>
        )}
        <span class="bar-end">
          <Segments
            name="Show config as"
            value={as}
            choices={[
              { value: "tree", label: "Tree" },
              { value: "table", label: "Table" },
            ]}
            onChange={setAs}
          />
          <CopyButton text={JSON.stringify(run.params, null, 2)} label="Copy as JSON" />
          <CopyButton text={toYaml({ ...run.params })} label="Copy as YAML" />
        </span>
      </div>
      <section class="block" aria-label="Config">
        <h2>
          Config <span class="count">{all.length}</span>
        </h2>
        {rows.length === 0 ? (
          <NoRows find={find} drop={() => [setFind(""), setOnlyChanged(false)]} />
        ) : as === "tree" ? (
          <ConfigTree rows={rows} />
        ) : (
          <ConfigTable rows={rows} isCompared={other !== null} />
        )}
      </section>
    </>
  );
}

function NoRows({ find, drop }: { find: string; drop: () => void }) {
  return (
    <p class="faint">
      {find === "" ? "Nothing was changed." : `No key or value holds “${find}”.`}{" "}
      <button type="button" class="link" onClick={drop}>
        Show all
      </button>
    </p>
  );
}

interface BaselinePickerProps {
  readonly run: Run;
  readonly value: string;
  readonly onChange: (run: string) => void;
}

/** The run to compare with: the parent, or one of the newest of the project. */
function BaselinePicker({ run, value, onChange }: BaselinePickerProps) {
  const runs = (useBaselines(run.project).data ?? []).filter((one) => one.id !== run.id);
  const parent = runs.find((one) => one.id === run.parent);
  return (
    <label class="check">
      Compare with
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value={NOTHING}>nothing</option>
        {run.parent !== null && (
          <option value={run.parent}>the parent{parent ? `, ${parent.name}` : ""}</option>
        )}
        {runs
          .filter((one) => one.id !== run.parent)
          .map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
      </select>
    </label>
  );
}

import { useState } from "preact/hooks";
import { Ago } from "~/components/Ago";
import { Button } from "~/components/Button";
import { Link } from "~/components/Link";
import {
  type ModelVersion,
  type RegisteredModel,
  type Run,
  useRunsOf,
  VERSIONS_SHOWN,
} from "~/data/models";
import { formatCount, formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { links, navigate, path, search } from "~/lib/location";
import { AliasDialog, PromoteDialog } from "~/pages/models/dialogs";
import { AliasChip, StageMark } from "~/pages/models/marks";
import { againstProduction, metricKeys, telling } from "~/pages/models/measures";

interface VersionsProps {
  readonly model: RegisteredModel;
  readonly versions: readonly ModelVersion[];
}

const NO_RUNS: ReadonlyMap<string, Run> = new Map();

/** The versions of a model, with one metric of the runs that made them. */
export function VersionsBlock({ model, versions }: VersionsProps) {
  const runs = useRunsOf(versions).data ?? NO_RUNS;
  const keys = metricKeys([...runs.values()]);
  const wish = search.value.get("metric") ?? "";
  const metric = keys.includes(wish) ? wish : telling(keys);
  return (
    <section class="block">
      <header class="block-head">
        <h2>
          Versions <span class="count">{formatCount(versions.length)}</span>
        </h2>
        {keys.length > 0 && <MetricSelect keys={keys} metric={metric} />}
      </header>
      <VersionsTable {...{ model, versions, runs, metric }} />
      {versions.length >= VERSIONS_SHOWN && (
        <p class="faint">The newest {formatCount(VERSIONS_SHOWN)} versions.</p>
      )}
    </section>
  );
}

interface TableProps extends VersionsProps {
  readonly runs: ReadonlyMap<string, Run>;
  /** Empty when the runs have none. */
  readonly metric: string;
}

function VersionsTable({ model, versions, runs, metric }: TableProps) {
  const [acting, setActing] = useState<{ on: ModelVersion; what: "stage" | "alias" } | null>(null);
  const close = () => setActing(null);
  return (
    <div class="registry-scroll">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Stage</th>
            <th scope="col">Aliases</th>
            {metric !== "" && <th scope="col">{metric}</th>}
            <th scope="col">Run</th>
            <th scope="col">Registered</th>
            <th scope="col">
              <span class="hidden-text">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <VersionRow
              key={version.version}
              {...{ version, versions, runs, metric }}
              onAct={(what) => setActing({ on: version, what })}
            />
          ))}
        </tbody>
      </table>
      {acting?.what === "stage" && (
        <PromoteDialog version={acting.on} versions={versions} onClose={close} />
      )}
      {acting?.what === "alias" && (
        <AliasDialog model={model} version={acting.on} onClose={close} />
      )}
    </div>
  );
}

interface RowProps extends MeasureProps {
  readonly onAct: (what: "stage" | "alias") => void;
}

function VersionRow({ version, versions, runs, metric, onAct }: RowProps) {
  return (
    <tr>
      <td>
        <Link to={links.version(version.model, version.version)} class="version-link">
          v{version.version}
        </Link>
      </td>
      <td>
        <StageMark stage={version.stage} />
      </td>
      <td>
        <span class="chips">
          {version.aliases.map((alias) => (
            <AliasChip key={alias} alias={alias} />
          ))}
        </span>
      </td>
      {metric !== "" && <Measure {...{ version, versions, runs, metric }} />}
      <RunCell version={version} runs={runs} />
      <td class="muted">
        <Ago moment={version.created_at} />
        {version.user !== "" && ` · ${version.user}`}
      </td>
      <td class="right registry-row-actions">
        <Button onClick={() => onAct("stage")}>Promote…</Button>
        <Button onClick={() => onAct("alias")}>Alias…</Button>
      </td>
    </tr>
  );
}

function MetricSelect({ keys, metric }: { keys: readonly string[]; metric: string }) {
  const choose = (key: string) =>
    navigate(`${path.peek()}?${new URLSearchParams({ metric: key })}`, { replace: true });
  return (
    <label class="select-label">
      Metric
      <select value={metric} onChange={(event) => choose(event.currentTarget.value)}>
        {keys.map((key) => (
          <option key={key} value={key} selected={key === metric}>
            {key}
          </option>
        ))}
      </select>
    </label>
  );
}

interface MeasureProps {
  readonly version: ModelVersion;
  readonly versions: readonly ModelVersion[];
  readonly runs: ReadonlyMap<string, Run>;
  readonly metric: string;
}

/** The last value of the metric, and how it stands to the version in Production. */
function Measure({ version, versions, runs, metric }: MeasureProps) {
  const measured = (one: ModelVersion | undefined) =>
    toNumber(runs.get(one?.run ?? "")?.metrics[metric]?.last);
  const value = measured(version);
  if (Number.isNaN(value)) return <td class="faint">—</td>;
  const served = versions.find((one) => one.stage === "Production");
  const delta = served === version ? null : againstProduction(metric, value, measured(served));
  return (
    <td class="number">
      {formatNumber(value, 5)}
      {delta !== null && (
        <span class={`compare-delta ${delta.verdict ?? ""}`} title="Against Production">
          {" "}
          {delta.text}
          <span class="hidden-text">
            {" "}
            against Production{delta.verdict && `, ${delta.verdict}`}
          </span>
        </span>
      )}
    </td>
  );
}

function RunCell({ version, runs }: { version: ModelVersion; runs: ReadonlyMap<string, Run> }) {
  const run = version.run === null ? undefined : runs.get(version.run);
  if (run === undefined) {
    return (
      <td class="faint">{version.run === null ? "—" : <code>{version.run.slice(0, 8)}</code>}</td>
    );
  }
  return (
    <td>
      <Link to={links.run(run.project, run.id)} class="version-link">
        {run.name}
      </Link>
    </td>
  );
}

import { useMemo } from "preact/hooks";
import { Ago } from "~/components/Ago";
import { CopyButton } from "~/components/CopyButton";
import { Link } from "~/components/Link";
import { Snippet } from "~/components/Snippet";
import type { Run } from "~/data/projects";
import { useCaptures } from "~/data/run";
import { formatCount, formatMoment } from "~/lib/format";
import { isObject, type Json, textAt } from "~/lib/json";
import { links } from "~/lib/location";
import { formatValue } from "~/lib/values";
import { configRows } from "~/pages/run/config_rows";
import { SinceLastGood } from "~/pages/run/DifferenceBlock";
import { Facts } from "~/pages/run/Facts";
import { MetricsTable } from "~/pages/run/MetricsTable";
import { Notes } from "~/pages/run/Notes";
import { RecipeSummary } from "~/pages/run/RecipeBlock";
import { LineagePanel } from "~/panels/lineage/LineagePanel";

const SHOWN_PARAMS = 24;

/** What one wants to know first: did it work, what was it, what came out. */
export function Overview({ run }: { run: Run }) {
  const captures = useCaptures(run.id).data ?? {};
  const start = useMemo(() => ({ run: run.id }), [run.id]);
  return (
    <div class="overview">
      {run.failure && <FailureBox run={run} />}
      <Losses lost={run.lost} />
      <div class="overview-grid">
        <div class="stack">
          <Notes run={run} />
          <MetricsTable run={run} />
          <LineagePanel start={start} />
          <RecipeSummary run={run} />
        </div>
        <div class="stack">
          <section class="block">
            <h2>Run</h2>
            <Facts facts={runFacts(run)} />
          </section>
          <Params run={run} />
          <section class="block">
            <h2>Code and machine</h2>
            <Facts facts={captureFacts(captures)} />
          </section>
          <Reproduce run={run} />
        </div>
      </div>
    </div>
  );
}

function FailureBox({ run }: { run: Run }) {
  const { failure } = run;
  if (failure === null) return null;
  const code = failure.exit_code;
  return (
    <section class="failure-box" role="alert">
      <header>
        <h2>{failure.message}</h2>
        {code !== null && code !== undefined && <span class="muted">exit code {code}</span>}
        <CopyButton text={failure.traceback || failure.message} />
      </header>
      {failure.traceback && <pre class="traceback">{failure.traceback}</pre>}
    </section>
  );
}

/** The command that makes the run again, as far as it was captured. */
function Reproduce({ run }: { run: Run }) {
  return (
    <section class="block" aria-label="Reproduce">
      <h2>Reproduce</h2>
      <p class="faint">Checks out the code, builds the environment and runs the command again.</p>
      <Snippet code={`runlore reproduce ${run.id}`} />
      <SinceLastGood run={run} />
    </section>
  );
}

/** What was dropped is said, never hidden. */
function Losses({ lost }: { lost: Run["lost"] }) {
  const rows = Object.entries(lost);
  if (rows.length === 0) return null;
  return (
    <section class="loss-box" role="alert">
      {rows.map(([reason, count]) => (
        <p key={reason}>
          {formatCount(count)} records lost: {reason}
        </p>
      ))}
    </section>
  );
}

function runFacts(run: Run): [string, preact.ComponentChildren][] {
  const facts: [string, preact.ComponentChildren][] = [
    [
      "Started",
      <span key="at">
        {formatMoment(run.started_at)} · <Ago moment={run.started_at} />
      </span>,
    ],
    ["Experiment", run.experiment],
    ["User", run.user],
    ["Host", run.host],
    ["Logged", `${formatCount(run.rows)} rows, ${formatCount(run.points)} points`],
    ["ID", <code key="id">{run.id}</code>],
  ];
  if (run.parent !== null) {
    const to = links.run(run.project, run.parent);
    facts.push([
      "Parent",
      <Link key="parent" to={to}>
        {run.parent}
      </Link>,
    ]);
  }
  for (const [key, value] of Object.entries(run.tags)) facts.push([`# ${key}`, value]);
  return facts.filter(([, value]) => value !== "");
}

function captureFacts(captures: { [section: string]: Json }): [string, string][] {
  const { git, python, hardware, command } = captures;
  const commit = textAt(git, "commit").slice(0, 10);
  const dirty = isObject(git) && git["dirty"] === true ? " (changed)" : "";
  const facts: [string, string][] = [
    ["Command", commandText(command)],
    ["Git", commit && `${commit}${dirty} ${textAt(git, "branch")}`],
    ["Python", textAt(python, "version")],
    ["CPU", cpuText(hardware)],
    ["GPU", gpuText(hardware)],
  ];
  return facts.filter(([, value]) => value !== "");
}

function commandText(command: Json | undefined): string {
  // The interpreter and its options too, when they were captured: it is what one would type.
  const argv = isObject(command) ? (command["original_argv"] ?? command["argv"]) : undefined;
  return Array.isArray(argv) ? argv.map(String).join(" ") : textAt(command, "entry");
}

function cpuText(hardware: Json | undefined): string {
  const threads = textAt(hardware, "cpu_threads");
  const name = textAt(hardware, "cpu");
  return threads === "" ? name : `${name} · ${threads} threads`;
}

function gpuText(hardware: Json | undefined): string {
  const gpus = isObject(hardware) ? hardware["gpus"] : undefined;
  if (!Array.isArray(gpus) || gpus.length === 0) return "";
  const name = textAt(gpus[0], "name");
  return gpus.length === 1 ? name : `${gpus.length} × ${name}`;
}

function Params({ run }: { run: Run }) {
  const params = configRows(run.params, null);
  if (params.length === 0) return null;
  const rest = params.length - SHOWN_PARAMS;
  return (
    <section class="block">
      <h2>Config</h2>
      <Facts
        facts={params.slice(0, SHOWN_PARAMS).map(({ path, value }) => [
          path.join("."),
          <span key={path.join(".")} class="number">
            {formatValue(value)}
          </span>,
        ])}
      />
      {rest > 0 && <Link to={links.run(run.project, run.id, "config")}>{rest} more</Link>}
    </section>
  );
}

import { Link } from "~/components/Link";
import { lazy } from "~/components/lazy";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import type { Run } from "~/data/projects";
import { isMissing } from "~/data/query";
import { useBaseline, useFileText } from "~/data/run";
import { formatNumber } from "~/lib/format";
import { links } from "~/lib/location";
import { REPORT_FILE, type Report, type ReportMetric, readReport } from "~/pages/run/report";
import { Same, Verdict } from "~/pages/run/Verdict";

const Curves = lazy(
  async () => (await import("~/pages/run/ReportCurves")).ReportCurves,
  "The curves",
);

/** Metrics of the table; the worst come first, and all are in the file. */
const SHOWN_METRICS = 50;

/** What came of repeating another run: the verdict, and why. */
export function ReportPage({ run, original }: { run: Run; original: string }) {
  const answer = useFileText(run.id, REPORT_FILE, null);
  const before = useBaseline(original);
  if (answer.error && !isMissing(answer.error)) {
    return <Failure what="The report" error={answer.error} retry={answer.retry} />;
  }
  if (answer.data === undefined && !answer.error) return <Skeleton lines={8} />;
  const report = answer.data === undefined ? null : readReport(answer.data);
  if (report === null) return <NoReport run={run} original={original} />;
  return (
    <>
      <section class="block report" aria-label="Reproduction">
        <header class="report-head">
          <Verdict verdict={report.verdict} large={true} />
          <p>
            Repeats{" "}
            {before.data === undefined ? (
              <code>{original}</code>
            ) : (
              <Link to={links.run(before.data.project, original, "reproduce")}>
                {before.data.name}
              </Link>
            )}
          </p>
          <Link
            to={`/p/${encodeURIComponent(run.project)}/compare?runs=${original}.${run.id}`}
            class="link"
          >
            Compare both
          </Link>
        </header>
        {report.cause !== "" && (
          <p class="report-cause">
            <strong>Most likely cause:</strong> {report.cause}
          </p>
        )}
        {report.why !== "" && <p class="report-cause">{report.why}</p>}
        <Inputs report={report} />
        <Remarks report={report} />
      </section>
      <Outcome report={report} />
      {before.data !== undefined && <Curves old={before.data} run={run} report={report} />}
    </>
  );
}

function NoReport({ run, original }: { run: Run; original: string }) {
  return (
    <Notice title="This run repeats another one, and left no report">
      <p>
        The report is written when the repetition ends.{" "}
        <Link to={links.run(run.project, original)} class="link">
          The run that it repeats
        </Link>
      </p>
    </Notice>
  );
}

function Inputs({ report }: { report: Report }) {
  if (report.inputs.length === 0) return null;
  return (
    <table class="list inputs" aria-label="Inputs">
      <thead>
        <tr>
          <th scope="col">Input</th>
          <th scope="col">Same?</th>
          <th scope="col">What it is, or what differs</th>
        </tr>
      </thead>
      <tbody>
        {report.inputs.map((one) => (
          <tr key={one.group} class={one.isSame === false ? "differs" : ""}>
            <th scope="row">{one.group}</th>
            <td>
              <Same isSame={one.isSame} />
            </td>
            <td class="wraps">{one.detail}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Remarks({ report }: { report: Report }) {
  const tried = report.trials.map(
    ({ kept, verdict }) => `bisect: ${kept || "nothing"} put back → ${verdict}`,
  );
  const all = [...tried, ...report.remarks];
  if (all.length === 0) return null;
  return (
    <ul class="remarks">
      {all.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function Outcome({ report }: { report: Report }) {
  if (report.metrics.length === 0) return null;
  const more = report.metrics.length - SHOWN_METRICS;
  return (
    <section class="block" aria-label="Outcome">
      <h2>Outcome</h2>
      <table class="list outcome" aria-label="Metrics of both runs">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Verdict</th>
            <th scope="col" class="right">
              Old
            </th>
            <th scope="col" class="right">
              New
            </th>
            <th scope="col">First differs</th>
          </tr>
        </thead>
        <tbody>
          {report.metrics.slice(0, SHOWN_METRICS).map((one) => (
            <MetricRow key={one.key} metric={one} />
          ))}
        </tbody>
      </table>
      <p class="faint report-note">{beside(report, more)}</p>
    </section>
  );
}

function MetricRow({ metric }: { metric: ReportMetric }) {
  return (
    <tr>
      <th scope="row">{metric.key}</th>
      <td>
        <Verdict verdict={metric.verdict} />
      </td>
      <td class="right number">{formatNumber(metric.old, 8)}</td>
      <td class="right number">{formatNumber(metric.new, 8)}</td>
      <td class="muted">{[metric.firstDiffers, metric.why].filter(Boolean).join(": ") || "—"}</td>
    </tr>
  );
}

function beside(report: Report, more: number): string {
  const others = report.otherFiles.slice(0, 5).join(", ");
  const same = report.files - report.otherFiles.length;
  const parts = [
    more > 0 ? `${more} more metrics are in ${REPORT_FILE}.` : "",
    report.files > 0 ? `Files: ${same} of ${report.files} the same.` : "",
    others === "" ? "" : `Other bytes: ${others}.`,
    report.notJudged > 0 ? `Not judged: ${report.notJudged} of the machine or the clock.` : "",
  ];
  return parts.filter(Boolean).join(" ") || "Metrics of the machine and the clock are not judged.";
}

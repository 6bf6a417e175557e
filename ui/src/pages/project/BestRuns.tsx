import { useState } from "preact/hooks";
import { Link } from "~/components/Link";
import { changeProject, type ProjectCard, useKeys } from "~/data/projects";
import { formatCount, formatNumber } from "~/lib/format";
import { links } from "~/lib/location";

/** The best runs by the project's main metric, and a place to choose that. */
export function BestRuns({ card }: { card: ProjectCard }) {
  return (
    <section class="block">
      <header class="block-head">
        <h2>Best runs</h2>
        <span class="faint">
          {card.metric && `${card.goal === "min" ? "lowest" : "highest"} ${card.metric}`}
        </span>
      </header>
      {card.best.length === 0 ? (
        <p class="faint">No run has a value of {card.metric || "a metric"} yet.</p>
      ) : (
        <ol class="best-runs">
          {card.best.map((run, i) => (
            <li key={run.run}>
              <span class="faint number">{i + 1}</span>
              <Link to={links.run(card.name, run.run)} class="row-link clip">
                {run.name}
              </Link>
              <span class="number">{formatNumber(run.value)}</span>
              <span class="faint number">
                {run.step === null ? "" : `step ${formatCount(run.step)}`}
              </span>
            </li>
          ))}
        </ol>
      )}
      <MainMetric card={card} />
    </section>
  );
}

/** Chooses by which metric the project's runs are judged, and what is good of it. */
function MainMetric({ card }: { card: ProjectCard }) {
  const keys = useKeys(card.name);
  const [fault, setFault] = useState("");
  const metrics = keys.data?.filter((key) => key.kind === "metric").map((key) => key.key) ?? [];
  const change = (patch: { main_metric?: string; goal?: "min" | "max" }) => {
    setFault("");
    changeProject(card.name, patch).catch((reason: unknown) =>
      setFault(reason instanceof Error ? reason.message : String(reason)),
    );
  };
  return (
    <div class="main-metric">
      <label>
        Judged by
        <select
          value={card.chosen ? card.metric : ""}
          onChange={(event) => change({ main_metric: event.currentTarget.value })}
        >
          <option value="">
            {card.chosen ? "choose by name" : `${card.metric || "—"} (by name)`}
          </option>
          {card.chosen && !metrics.includes(card.metric) && (
            <option value={card.metric}>{card.metric}</option>
          )}
          {metrics.map((metric) => (
            <option key={metric} value={metric}>
              {metric}
            </option>
          ))}
        </select>
      </label>
      {card.chosen && (
        <label>
          where good is
          <select
            value={card.goal}
            onChange={(event) =>
              change({ goal: event.currentTarget.value === "min" ? "min" : "max" })
            }
          >
            <option value="min">low</option>
            <option value="max">high</option>
          </select>
        </label>
      )}
      {fault && (
        <span class="fail" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

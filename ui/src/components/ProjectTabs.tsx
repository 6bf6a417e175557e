import type { ComponentChildren } from "preact";
import { Link } from "~/components/Link";
import { links } from "~/lib/location";

interface ProjectTabsProps {
  readonly project: string;
  readonly current: "overview" | "runs" | "compare";
  /** Beside the word Runs, such as how many there are. */
  readonly note?: ComponentChildren;
}

/** The parts of a project, on each of them: from one to the other and back. */
export function ProjectTabs({ project, current, note }: ProjectTabsProps) {
  return (
    <nav class="tabs" aria-label="Parts of the project">
      <Link to={links.project(project)} current={current === "overview"}>
        Overview
      </Link>
      <Link to={links.runs(project)} current={current === "runs"}>
        Runs{note}
      </Link>
      {/* There is nothing to compare but what somebody chose among the runs. */}
      {current === "compare" && (
        <Link to={window.location.pathname + window.location.search} current>
          Compare
        </Link>
      )}
    </nav>
  );
}

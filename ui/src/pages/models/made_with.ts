/** The code and the environment that a run was made with, as boxes of a lineage. */
import type { Origin, Run } from "~/data/models";
import { isObject, textAt } from "~/lib/json";
import { links } from "~/lib/location";
import type { Beside, LineageBox } from "~/panels/lineage/graph";

/** Boxes that lead to the run: none of what was not captured. */
export function madeWith(run: Run, captures: Origin["captures"]): Beside {
  const { git, python, packages } = captures;
  const boxes: LineageBox[] = [];
  const commit = textAt(git, "commit");
  if (commit !== "") {
    const isDirty = isObject(git) && git["dirty"] === true;
    const detail = [textAt(git, "branch"), isDirty ? "changed since" : ""];
    const to = links.run(run.project, run.id, "code");
    boxes.push(box("code", commit.slice(0, 10), detail.filter(Boolean).join(" · "), to));
  }
  const version = textAt(python, "version");
  if (version !== "" || isObject(packages)) {
    const count = isObject(packages) ? `${Object.keys(packages).length} packages` : "";
    const to = links.run(run.project, run.id, "environment");
    boxes.push(box("environment", `Python ${version}`.trim(), count, to));
  }
  return { run: run.id, boxes };
}

function box(kind: "code" | "environment", title: string, detail: string, to: string): LineageBox {
  return { id: kind, kind, title, detail, to, isHere: false, depth: -2 };
}

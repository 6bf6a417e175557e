/** How a happening is told: a verb, and what it is about. */
import type { Happening } from "~/data/activity";
import type { IconName } from "~/lib/icons";

export interface Told {
  readonly icon: IconName;
  readonly tone: "running" | "ok" | "fail" | "warn" | "plain";
  readonly verb: string;
  /** Whether it happened to what belongs to the actor: "ada's run failed". */
  readonly own: boolean;
  /** What changed, such as `Staging → Production`; empty when the verb says all. */
  readonly detail: string;
}

const RUNS: Record<string, Omit<Told, "detail" | "own">> = {
  "run.started": { icon: "play", tone: "running", verb: "started" },
  "run.finished": { icon: "check", tone: "ok", verb: "finished" },
  "run.failed": { icon: "cross", tone: "fail", verb: "failed" },
  "run.killed": { icon: "stop", tone: "warn", verb: "was killed" },
  "run.crashed": { icon: "bolt", tone: "fail", verb: "crashed" },
  "run.trashed": { icon: "trash", tone: "plain", verb: "put in the trash" },
};

/** A run comes to its end by itself. */
const ENDS = new Set(["run.finished", "run.failed", "run.killed", "run.crashed"]);

const MODELS: Record<string, string> = {
  "model.create": "registered",
  "model.rename": "renamed",
  "model.describe": "described",
  "model.tag": "tagged",
  "model.alias": "pointed an alias at",
  "model.stage": "moved",
  "model.rollback": "rolled back",
  "model.delete": "deleted",
};

/** The words for a happening; one of a kind that this page does not know is told as it is. */
export function tell(one: Happening): Told {
  const run = RUNS[one.what];
  if (run !== undefined) return { ...run, own: ENDS.has(one.what), detail: "" };
  if (one.what === "comment") {
    const place = one.step === null ? one.key : `${one.key} @ ${one.step}`;
    return { icon: "comment", tone: "plain", verb: "commented on", own: false, detail: place };
  }
  const promoted = one.what === "model.stage" && one.after === "Production";
  const verb = promoted ? "promoted" : (MODELS[one.what] ?? one.what);
  return { icon: "cube", tone: promoted ? "ok" : "plain", verb, own: false, detail: change(one) };
}

const WITH_VALUES = new Set(["model.stage", "model.rollback", "model.rename", "model.alias"]);

function change(one: Happening): string {
  if (!WITH_VALUES.has(one.what)) return one.key;
  const values = [one.before, one.after].filter((value) => value !== null && value !== "");
  const moved = values.join(" → ");
  return one.key === "" ? moved : `${one.key}: ${moved}`;
}

/** A text in Markdown as one plain line. */
export function plainLine(markdown: string): string {
  return markdown
    .replace(/```\w*/g, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`~]+|^[#>]+|(?<!\w)_+|_+(?!\w)/gm, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** How the state of a run is told: an icon, a word, a colour. */
import type { IconName } from "~/lib/icons";

export type Status = "scheduled" | "running" | "finished" | "failed" | "killed" | "crashed";

export interface StatusLook {
  readonly icon: IconName;
  readonly word: string;
  /** Class name that gives the colour. */
  readonly tone: "running" | "ok" | "fail" | "warn";
}

export const STATUS_LOOKS: Record<Status, StatusLook> = {
  scheduled: { icon: "clock", word: "Scheduled", tone: "warn" },
  running: { icon: "play", word: "Running", tone: "running" },
  finished: { icon: "check", word: "Finished", tone: "ok" },
  failed: { icon: "cross", word: "Failed", tone: "fail" },
  killed: { icon: "stop", word: "Killed", tone: "warn" },
  crashed: { icon: "bolt", word: "Crashed", tone: "fail" },
};

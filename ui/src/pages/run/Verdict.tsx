import { Icon } from "~/components/Icon";
import type { IconName } from "~/lib/icons";

interface Look {
  readonly icon: IconName;
  readonly tone: string;
  readonly word: string;
  readonly meaning: string;
}

const LOOKS: Readonly<Record<string, Look>> = {
  EXACT: look("check", "ok", "Exact", "the same bit for bit"),
  MATCH: look("check", "ok", "Match", "the same within rounding"),
  "WITHIN-NOISE": look("warning", "warn", "Within noise", "as far off as chance carries it"),
  DIFFERENT: look("cross", "fail", "Different", "another outcome"),
  "NOT-COMPARABLE": look("warning", "warn", "Not comparable", "there is nothing to judge"),
};

function look(icon: IconName, tone: string, word: string, meaning: string): Look {
  return { icon, tone, word, meaning };
}

/** How a repetition ended: icon, word and colour together. */
export function Verdict({ verdict, large = false }: { verdict: string; large?: boolean }) {
  const shown = LOOKS[verdict] ?? look("clock", "warn", verdict || "Not judged", "not judged yet");
  return (
    <span class={`status verdict ${shown.tone} ${large ? "large" : ""}`} title={shown.meaning}>
      <Icon name={shown.icon} />
      {shown.word}
      {large && <span class="muted">{shown.meaning}</span>}
    </span>
  );
}

/** Whether something is the same: icon and word. */
export function Same({ isSame }: { isSame: boolean | null }) {
  const [icon, tone, word]: readonly [IconName, string, string] =
    isSame === null
      ? ["warning", "warn", "not known"]
      : isSame
        ? ["check", "ok", "same"]
        : ["cross", "fail", "NO"];
  return (
    <span class={`status ${tone}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}

import { useMemo } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { useFamily } from "~/data/lineage";
import type { Run } from "~/data/projects";
import { useCaptures, useFolder } from "~/data/run";
import type { IconName } from "~/lib/icons";
import { type CaptureState, captureFacts } from "~/pages/run/captured";

const LOOKS: Readonly<Record<CaptureState, { icon: IconName; tone: string; word: string }>> = {
  captured: { icon: "check", tone: "ok", word: "captured" },
  partly: { icon: "warning", tone: "warn", word: "partly captured" },
  missing: { icon: "cross", tone: "fail", word: "not captured" },
};

/** What was captured of a run and what was not, with the reason. */
export function Captured({ run }: { run: Run }) {
  const captures = useCaptures(run.id);
  const code = useFolder(run.id, "code");
  const family = useFamily(run);
  const facts = useMemo(() => {
    if (captures.data === undefined || code.data === undefined || family.data === undefined) {
      return null;
    }
    return captureFacts({
      captures: captures.data,
      codeFiles: code.data.map((entry) => entry.path),
      datasets: family.data.inputs.length,
      params: Object.keys(run.params).length,
      metrics: Object.keys(run.metrics),
    });
  }, [captures.data, code.data, family.data, run.params, run.metrics]);
  if (facts === null) return null;
  const whole = facts.filter((one) => one.state === "captured").length;
  return (
    <section class="block" aria-label="Captured">
      <header class="block-head">
        <h2>Captured</h2>
        <span class="count">
          {whole} of {facts.length}
        </span>
      </header>
      <ul class="captures">
        {facts.map((one) => (
          <li key={one.name}>
            <span class={`status ${LOOKS[one.state].tone}`}>
              <Icon name={LOOKS[one.state].icon} />
              <span class="visually-hidden">{LOOKS[one.state].word}: </span>
            </span>
            <span>{one.name}</span>
            <span class="muted">{one.said}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

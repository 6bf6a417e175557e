import { expect, test } from "vitest";
import { type Progressing, progressOf } from "~/lib/progress";

function run(part: Partial<Progressing>): Progressing {
  return { params: {}, summary: {}, metrics: {}, ...part };
}

const at = (last_step: number, last: number | string = 1) => ({ last, last_step });

test.each<[string, Partial<Progressing>, number | null]>([
  ["nothing tells", {}, null],
  ["steps", { params: { max_steps: 200 }, metrics: { loss: at(49) } }, 0.25],
  ["nested steps", { params: { "train.num_steps": 10 }, metrics: { loss: at(4) } }, 0.5],
  ["the machine's own steps", { params: { steps: 10 }, metrics: { "system/cpu": at(5) } }, null],
  ["no step yet", { params: { steps: 10 }, metrics: {} }, null],
  ["epochs", { params: { epochs: 4, steps: 9 }, metrics: { epoch: at(700, 0) } }, 0.25],
  ["what the run says", { params: { steps: 10 }, metrics: { progress: at(0, 0.7) } }, 0.7],
  ["the summary", { summary: { progress: 0.2 } }, 0.2],
  ["a share over one", { metrics: { progress: at(0, 70) } }, null],
  ["the last step", { params: { steps: 100 }, metrics: { loss: at(100) } }, 1],
  ["steps over the end", { params: { steps: 10 }, metrics: { loss: at(500) } }, null],
  ["a param in words", { params: { steps: "many" }, metrics: { loss: at(5) } }, null],
  ["another param", { params: { warmup_steps: 10 }, metrics: { loss: at(5) } }, null],
])("%s", (_, part, wanted) => {
  expect(progressOf(run(part))).toBe(wanted);
});

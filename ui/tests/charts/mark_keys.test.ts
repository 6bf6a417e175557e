import { expect, test } from "vitest";
import { makeColumn } from "~/charts/Column";
import { pressColumns, pressDots } from "~/charts/mark_keys";

function cells(...values: (number | string)[]) {
  return values.map((value) => ({
    number: typeof value === "number" ? value : Number.NaN,
    word: String(value),
  }));
}

function press(key: string, shiftKey = false) {
  return { key, shiftKey };
}

const MARKS = ["a", "b", "c"].map((run) => {
  return { run, label: run.toUpperCase(), colour: "#000000", shown: true };
});

test("arrows walk over dots in the order of x, past those that have none, and Enter opens one", () => {
  const x = makeColumn("x", [...cells(3), { number: Number.NaN, word: null }, ...cells(1)], false);
  const tell = (index: number) => [`x: ${x.places[index]}`];
  const go = (key: string, front: string | null) => pressDots(press(key), MARKS, x, front, tell);
  expect(go("ArrowRight", null)).toEqual({ front: "c", text: "C, x: 1" });
  expect(go("ArrowRight", "c")?.front).toBe("a");
  expect(go("ArrowRight", "a")?.front).toBe("a");
  expect(go("Home", "a")?.front).toBe("c");
  expect(go("Enter", "a")).toEqual({ open: "a", text: "A" });
  expect(go("Enter", null)).toBeNull();
  expect(go("x", "a")).toBeNull();
});

test("a stretch of a column is chosen, narrowed and taken away by keys", () => {
  const columns = [makeColumn("lr", cells(0, 1)), makeColumn("kind", cells("x", "y"))];
  const first = pressColumns(press("ArrowRight"), { columns, brushes: new Map() }, -1);
  expect(first).toMatchObject({ column: 0, text: "lr: all" });
  const raised = pressColumns(press("ArrowUp"), { columns, brushes: new Map() }, 0);
  // The axis goes from -0.05 to 1.05, so a twentieth of it is 0.055.
  expect(raised?.brushes.get(0)?.from).toBeCloseTo(0.005);
  expect(raised?.brushes.get(0)?.to).toBeCloseTo(1.05);
  const brushes = raised?.brushes ?? new Map();
  const lowered = pressColumns(press("ArrowDown", true), { columns, brushes }, 0);
  expect(lowered?.brushes.get(0)?.to).toBeCloseTo(0.995);
  expect(pressColumns(press("Delete"), { columns, brushes }, 0)?.brushes.size).toBe(0);
  expect(pressColumns(press("Tab"), { columns, brushes }, 0)).toBeNull();
});

test("a stretch of words is told by the words in it", () => {
  const columns = [makeColumn("kind", cells("x", "y"))];
  let brushes = new Map();
  let text = "";
  for (let i = 0; i < 6; i += 1) {
    const step = pressColumns(press("ArrowUp"), { columns, brushes }, 0);
    brushes = new Map(step?.brushes);
    text = step?.text ?? "";
  }
  expect(text).toBe("kind: y");
});

// @vitest-environment happy-dom
import fc from "fast-check";
import { expect, test } from "vitest";
import { plotOf } from "~/pages/tables/plot";
import {
  equals,
  nameIn,
  orderOf,
  pickedView,
  readTableState,
  type TableState,
  viewOf,
  writeTableState,
} from "~/pages/tables/state";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
const whole = fc.option(fc.integer({ min: -5, max: 10_000 }));
const join = fc.option(
  fc.record({
    run: fc.constant("0190000000000000aaaaaaaaaaaaaaaa"),
    step: whole,
    id: fc.option(name),
    predicted: fc.option(name),
    truth: fc.option(name),
  }),
);
const states: fc.Arbitrary<TableState> = fc.record({
  table: text,
  step: whole,
  query: text,
  pick: text,
  sort: fc.array(name, { maxLength: 3 }),
  hidden: fc.array(name, { maxLength: 3 }),
  group: fc.array(name, { maxLength: 3 }),
  aggregates: fc.array(
    fc.record({ column: name, measure: fc.constantFrom("mean", "min", "max", "sum") }),
    { maxLength: 2 },
  ),
  join,
  plot: fc.constantFrom(null, "none", "confusion", "pr", "roc"),
  truth: text,
  predicted: text,
  row: fc.option(fc.nat(10_000)),
});

test("every state comes back from its address", () => {
  fc.assert(
    fc.property(states, (state) => {
      const address = writeTableState(state);
      expect(readTableState(new URLSearchParams(address))).toEqual(state);
    }),
    { numRuns: 200 },
  );
});

test("what is odd in an address falls back", () => {
  const odd = new URLSearchParams("step=x&with=../etc&plot=pie&agg=median:a&row=1.5");
  const state = readTableState(odd);
  expect(state).toEqual(readTableState(new URLSearchParams()));
});

test("names and cells are written so that the filter reads them as they are", () => {
  expect(["conf", "p(cat)", "a`b", "and", "other.pred"].map(nameIn)).toEqual([
    "conf",
    "`p(cat)`",
    "`a``b`",
    "`and`",
    "`other.pred`",
  ]);
  expect(equals("a", "it's")).toBe("a = 'it''s'");
  expect(equals("a b", null)).toBe("`a b` IS NULL");
  expect([equals("n", 1.5), equals("f", true)]).toEqual(["n = 1.5", "f = true"]);
  expect(orderOf(["-p(cat)", "id"])).toEqual(["`p(cat)` DESC", "id"]);
});

test("plots are drawn of the typed filter, rows also of what was clicked", () => {
  const state = {
    ...readTableState(new URLSearchParams()),
    query: "a = 1 OR b = 2",
    pick: "c = 3",
  };
  expect(viewOf(state, "t").where).toBe("a = 1 OR b = 2");
  expect(pickedView(state, "t").where).toBe("(a = 1 OR b = 2) AND (c = 3)");
  expect(pickedView({ ...state, query: "" }, "t").where).toBe("c = 3");
});

const column = (name: string, kind: "text" | "number" = "text") => ({ name, kind });

test("a table is drawn as its file says, else as the names of its columns suggest", () => {
  const columns = [column("label"), column("Pred"), column("p(cat)", "number"), column("x")];
  const told = { kind: "roc", truth: "x", scores: { dog: "p(cat)", gone: "p(dog)" } };
  expect(plotOf(told, columns)).toEqual({
    kind: "roc",
    truth: "x",
    predicted: "Pred",
    classes: [],
    scores: [{ name: "dog", score: "p(cat)" }],
  });
  expect(plotOf(null, columns)).toEqual({
    kind: "none",
    truth: "label",
    predicted: "Pred",
    classes: [],
    scores: [{ name: "cat", score: "p(cat)" }],
  });
});

test("a plot that a stranger wrote oddly is passed over", () => {
  for (const odd of [7, [], "x", { kind: "evil", truth: 3, classes: "x", scores: [1] }]) {
    expect(plotOf(odd, []).kind).toBe("none");
  }
});

// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { isQueryError, RunList } from "~/data/run_list";

/** A server of 250 runs, as far as a list can tell; what was asked of it is kept. */
function serve(total = 250) {
  const asked: { offset: number; limit: number }[] = [];
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    const search = JSON.parse(String(init.body));
    asked.push({ offset: search.offset, limit: search.limit });
    const end = Math.min(total, search.offset + search.limit);
    const runs = [];
    for (let i = search.offset; i < end; i += 1) runs.push({ id: `run${i}`, deleted_at: null });
    return Response.json({ runs, total, cursor: null });
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

test("only the pages that are looked at are loaded", async () => {
  const asked = serve();
  const list = new RunList({ project: "p" });
  await vi.waitFor(() => expect(list.total.value).toBe(250));
  expect([list.at(0)?.id, list.at(99)?.id, list.at(100)]).toEqual(["run0", "run99", undefined]);
  list.want({ first: 190, end: 220 });
  await vi.waitFor(() => expect(list.at(219)?.id).toBe("run219"));
  expect(asked.map((one) => one.offset)).toEqual([0, 100, 200]);
  list.want({ first: 190, end: 220 });
  expect(asked).toHaveLength(3);
});

test("news of a run change it in place, and tell that something changed", async () => {
  serve();
  const list = new RunList({ project: "p" });
  await vi.waitFor(() => expect(list.total.value).toBe(250));
  const before = list.version.value;
  const known = list.at(3);
  if (known === undefined) throw new Error("row 3 was loaded");
  list.hear({ kind: "run", data: { ...known, name: "renamed" } });
  expect(list.at(3)?.name).toBe("renamed");
  expect(list.version.value).toBeGreaterThan(before);
});

test("a query that does not parse says where", async () => {
  const error = { code: "query_syntax", message: "No.", hint: "Write a number.", position: 7 };
  vi.stubGlobal("fetch", async () => Response.json({ error }, { status: 400 }));
  const list = new RunList({ project: "p", query: "loss < <" });
  await vi.waitFor(() => expect(list.error.value).not.toBeNull());
  const fault = list.error.value;
  if (fault === null || !isQueryError(fault)) throw new Error("it is an error of the query");
  expect([fault.message, fault.hint, fault.position]).toEqual(["No.", "Write a number.", 7]);
});

test("a server that is away is told in words", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  const list = new RunList({ project: "p" });
  await vi.waitFor(() => expect(list.error.value?.message).toContain("does not answer"));
});

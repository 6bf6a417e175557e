// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { ALL_FIELDS, RunDetails } from "~/data/run_details";

/** A server of runs, newest first; what was asked of it is kept. */
function serve({ broken = 0 } = {}) {
  const asked: (string | number)[] = [];
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    const { query, limit } = JSON.parse(String(init.body));
    asked.push(query ?? limit);
    if (asked.length <= broken) {
      const error = { code: "internal", message: "No.", hint: "" };
      return Response.json({ error }, { status: 400 });
    }
    const ids = query?.match(/run\d+/g) ?? Array.from({ length: limit }, (_, i) => `run${i}`);
    return Response.json({ runs: ids.map((id: string) => ({ id })), total: 9, cursor: null });
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

test("runs that are on their way as the first of a search are not asked for again", async () => {
  const asked = serve();
  const details = new RunDetails(ALL_FIELDS);
  details.wantFirst({ project: "p" }, 2);
  details.want(["run0", "run1"]);
  await vi.waitFor(() => expect(details.get("run1")?.id).toBe("run1"));
  details.want(["run0", "run5"]);
  await vi.waitFor(() => expect(details.get("run5")?.id).toBe("run5"));
  expect(asked).toEqual([2, "id in ('run5')"]);
});

test("where the first of a search do not come, runs are asked for by their ids", async () => {
  const asked = serve({ broken: 1 });
  const details = new RunDetails(ALL_FIELDS);
  details.wantFirst({ project: "p" }, 2);
  details.want(["run0"]);
  await vi.waitFor(() => expect(details.get("run0")?.id).toBe("run0"));
  expect(asked).toEqual([2, "id in ('run0')"]);
});

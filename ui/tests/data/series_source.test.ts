// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { SeriesSource } from "~/data/series_source";
import type { SeriesRef } from "~/lib/series";

const EMPTY_FRAME = Uint8Array.from(Buffer.from("UkxUMQEAAAAAAAAAGAAAAAAAAAAAAAAA", "base64"));

interface Asked {
  readonly path: string;
  readonly series: readonly SeriesRef[];
  readonly tiles?: readonly number[];
}

/** A server whose series are empty, and one that it cannot read. */
function serve(): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body));
    asked.push({ path: url, series: body.series, tiles: body.tiles });
    if (!url.endsWith("/series/tiles")) return Response.json({ series: body.series.map(extent) });
    if (body.series.some((one: SeriesRef) => one.key === "damaged")) {
      return Response.json(
        { error: { code: "damaged", message: "It is damaged." } },
        { status: 500 },
      );
    }
    return new Response(EMPTY_FRAME);
  });
  return asked;
}

function extent(one: SeriesRef) {
  const steps = { first_step: 0, last_step: 9, first_time: 0, last_time: 9_000_000 };
  return { ...one, count: 10, finite: 10, ...steps, min: 0, max: 1, pauses: [] };
}

const want = (key: string) =>
  ({ series: [{ run: "r", key }], axis: "step", level: 0, tiles: [0] }) as const;

afterEach(() => vi.unstubAllGlobals());

test("panels that ask in one moment share one request", async () => {
  const asked = serve();
  const source = new SeriesSource();
  await Promise.all([source.loadTiles(want("a")), source.loadTiles(want("b"))]);
  expect(asked.map((one) => one.series.map((series) => series.key))).toEqual([["a", "b"]]);
});

test("what is here is not fetched again until points are added", async () => {
  const asked = serve();
  const source = new SeriesSource();
  await source.loadTiles(want("a"));
  await source.loadTiles(want("a"));
  expect(asked).toHaveLength(1);
  const points = { run: "r", key: "a", step: [3], time: [1], value: [0.5] };
  source.hear({ kind: "points", data: points });
  await source.loadTiles(want("a"));
  expect(asked).toHaveLength(2);
});

test("one damaged series leaves the other panels alone", async () => {
  serve();
  const source = new SeriesSource();
  const [good, bad] = await Promise.allSettled([
    source.loadTiles(want("good")),
    source.loadTiles(want("damaged")),
  ]);
  expect(good.status).toBe("fulfilled");
  expect(bad).toMatchObject({ status: "rejected", reason: { message: "It is damaged." } });
});

test("extents grow with the points that arrive", async () => {
  serve();
  const source = new SeriesSource();
  const series = { run: "r", key: "a" };
  await source.loadExtents([series]);
  const points = { ...series, step: [10, 12, null], time: [9e6, 12e6, 12e6], value: [0.5, 7, 1] };
  source.hear({ kind: "points", data: points });
  expect(source.extent(series)).toMatchObject({
    lastStep: 12,
    lastTime: 12_000_000,
    max: 7,
    count: 12,
  });
});

test("no request has more series or buckets than a server answers", async () => {
  const asked = serve();
  const source = new SeriesSource();
  const series = Array.from({ length: 12_000 }, (_, i) => ({ run: `r${i}`, key: "loss" }));
  await source.loadExtents(series);
  const tiles = Array.from({ length: 10 }, (_, i) => i);
  await source.loadTiles({ series, axis: "step", level: 0, tiles });
  for (const one of asked) {
    expect(one.series.length).toBeLessThanOrEqual(5_000);
    expect(one.series.length * (one.tiles?.length ?? 0) * 256).toBeLessThanOrEqual(2_000_000);
  }
  const runs = asked.filter((one) => one.tiles === undefined).flatMap((one) => one.series);
  expect(new Set(runs.map((one) => one.run)).size).toBe(series.length);
});

test("a run that is resumed has a pause more, and its curves know of it", async () => {
  serve();
  const source = new SeriesSource();
  const loss = { run: "r", key: "loss" };
  await source.loadExtents([loss]);
  const pauses = [{ since: 2, until: 5 }];
  source.hear({ kind: "run", data: { id: "r", pauses } as never });
  expect(source.extent(loss)?.pauses).toEqual(pauses);
});

test("a curve that is known to lie somewhere is not asked about, and grows with news all the same", async () => {
  const asked = serve();
  const source = new SeriesSource();
  const place = { count: 3, firstStep: 5, lastStep: 7, startTime: 0, lastTime: 2, min: 0, max: 1 };
  const known = { run: "r", key: "a", extent: { ...place, pauses: [] } };
  await source.loadExtents([known, { run: "r", key: "b" }]);
  expect(asked.map((one) => one.series.map((series) => series.key))).toEqual([["b"]]);
  expect(source.extent(known)?.lastStep).toBe(7);
  const points = { run: "r", key: "a", step: [8, 9], time: [3, 4], value: [2, 2] };
  source.hear({ kind: "points", data: points as never });
  await source.loadExtents([known]);
  expect(source.extent(known)?.lastStep).toBe(9);
});

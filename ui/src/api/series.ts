/** Curves: where they lie, and their tiles. */
import { requestBytes, requestJson } from "~/api/client";
import type { Extent } from "~/api/types";
import type { SeriesRef, XAxis } from "~/lib/series";

export interface TileRequest {
  readonly series: readonly SeriesRef[];
  readonly x: XAxis;
  readonly level: number;
  readonly tiles: readonly number[];
}

/** Tiles as an `RLT1` frame, which `series/decode.ts` reads. */
export function fetchTiles(request: TileRequest, signal?: AbortSignal): Promise<ArrayBuffer> {
  const options = { method: "POST", body: request, signal } as const;
  return requestBytes("/series/tiles", options);
}

/** All points of some series, none left out, as the bytes of a CSV file. */
export function fetchPointsCsv(series: readonly SeriesRef[]): Promise<ArrayBuffer> {
  const body = { series: series.map(({ run, key }) => ({ run, key })) };
  return requestBytes("/series/csv", { method: "POST", body });
}

export async function fetchExtents(
  series: readonly SeriesRef[],
  signal?: AbortSignal,
): Promise<readonly Extent[]> {
  const body = { series: series.map(({ run, key }) => ({ run, key })) };
  const options = { method: "POST", body, signal } as const;
  return (await requestJson<{ series: Extent[] }>("/series/extent", options)).series;
}

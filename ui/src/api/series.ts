/** Curves: where they lie, and their tiles. */
import { requestBytes, requestJson } from "~/api/client";
import type { Extent } from "~/api/types";
import { decodeTiles, type Tile } from "~/series/decode";
import type { SeriesRef, XAxis } from "~/series/tile_cache";

export interface TileRequest {
  readonly series: readonly SeriesRef[];
  readonly x: XAxis;
  readonly level: number;
  readonly tiles: readonly number[];
}

export async function fetchTiles(request: TileRequest, signal?: AbortSignal): Promise<Tile[]> {
  const options = { method: "POST", body: request, signal } as const;
  return decodeTiles(await requestBytes("/series/tiles", options));
}

export async function fetchExtents(
  series: readonly SeriesRef[],
  signal?: AbortSignal,
): Promise<readonly Extent[]> {
  const body = { series: series.map(({ run, key }) => ({ run, key })) };
  const options = { method: "POST", body, signal } as const;
  return (await requestJson<{ series: Extent[] }>("/series/extent", options)).series;
}

/** Where things come from over many links, and how the inputs of two runs differ. */
import { queryOf, requestJson } from "~/api/client";
import type { LineageGraph, Recipe, RunDifference } from "~/api/types";

/** The thing that a lineage begins at. */
export type LineageStart =
  | { readonly run: string }
  | { readonly model: string; readonly version: number };

export function getLineageGraph(
  start: LineageStart,
  depth: number,
  signal?: AbortSignal,
): Promise<LineageGraph> {
  return requestJson<LineageGraph>(`/lineage${queryOf({ ...start, depth })}`, { signal });
}

/** What went into a run, beside another run or `last-good`. */
export function getDifference(
  run: string,
  other: string,
  signal?: AbortSignal,
): Promise<RunDifference> {
  return requestJson<RunDifference>(`/runs/${run}/difference${queryOf({ with: other })}`, {
    signal,
  });
}

export function getRecipe(run: string, signal?: AbortSignal): Promise<Recipe> {
  return requestJson<Recipe>(`/runs/${run}/recipe`, { signal });
}

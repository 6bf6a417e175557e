/** Shapes of the API's JSON, as the pages see them. */
import type { Json, WireNumber } from "~/lib/json";

export type RunStatus = "running" | "finished" | "failed" | "killed" | "crashed";

/** Statistics of one metric of one run. Steps are null for final values. */
export interface MetricStats {
  readonly last: WireNumber;
  readonly last_step: number | null;
  readonly last_time: number;
  readonly min: WireNumber;
  readonly min_step: number | null;
  readonly max: WireNumber;
  readonly max_step: number | null;
  readonly mean: WireNumber;
  readonly first: WireNumber;
  readonly first_step: number | null;
  readonly count: number;
}

export interface RunFailure {
  readonly message: string;
  readonly traceback?: string;
  readonly exit_code?: number | null;
}

/** One execution that logs. Times are microseconds since 1970. */
export interface Run {
  readonly id: string;
  readonly project: string;
  readonly experiment: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly created_at: number;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly heartbeat_at: number;
  readonly user: string;
  readonly host: string;
  readonly notes: string;
  readonly parent: string | null;
  readonly deleted_at: number | null;
  readonly params: Readonly<Record<string, Json>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly summary: Readonly<Record<string, Json>>;
  readonly metrics: Readonly<Record<string, MetricStats>>;
  readonly rows: number;
  readonly points: number;
  readonly lost: Readonly<Record<string, number>>;
  readonly failure: RunFailure | null;
}

export interface Project {
  readonly name: string;
  readonly created_at: number;
  readonly notes: string;
  readonly runs: number;
  readonly active: number;
  readonly last_run_at: number | null;
}

export interface RunPage {
  readonly runs: readonly Run[];
  readonly total: number;
  readonly cursor: string | null;
}

/** What to search; absent fields are the server's defaults. */
export interface RunSearch {
  readonly project?: string;
  readonly query?: string;
  readonly order_by?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
}

export type KeyKind = "param" | "metric" | "tag" | "summary";

export interface KeyCount {
  readonly kind: KeyKind;
  readonly key: string;
  readonly runs: number;
}

export interface ConsoleLine {
  readonly number: number;
  readonly stream: string;
  readonly time: number;
  readonly text: string;
}

export interface ConsolePage {
  readonly lines: readonly ConsoleLine[];
  readonly size: number;
}

export interface Artifact {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly media_type: string;
  readonly kind: string;
  readonly step: number | null;
  readonly logged_at: number;
  readonly origin: string;
}

export interface ArtifactEntry {
  readonly path: string;
  readonly is_folder: boolean;
  readonly size: number;
  readonly artifact: Artifact | null;
}

/** Where a series lies. */
export interface Extent {
  readonly run: string;
  readonly key: string;
  readonly count: number;
  readonly finite: number;
  readonly first_step: number | null;
  readonly last_step: number | null;
  readonly first_time: number;
  readonly last_time: number;
  readonly min: WireNumber;
  readonly max: WireNumber;
}

/** Points that were just logged. Final values have a null step. */
export interface PointsEvent {
  readonly run: string;
  readonly key: string;
  readonly step: readonly (number | null)[];
  readonly time: readonly number[];
  readonly value: readonly WireNumber[];
}

export interface ConsoleEvent {
  readonly run: string;
  readonly size: number;
}

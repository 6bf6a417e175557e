/** Shapes of the API's JSON, as the pages see them; all but the events are generated. */
import type { components } from "~/api/schema.gen";
import type { Json, WireNumber } from "~/lib/json";

type Schemas = components["schemas"];

/** One execution that logs. Times are microseconds since 1970. */
export type Run = Readonly<
  Omit<Schemas["RunView"], "params" | "summary"> & {
    // JSON Schema says "object" of these, and means any document.
    params: Readonly<Record<string, Json>>;
    summary: Readonly<Record<string, Json>>;
  }
>;
export type RunStatus = Schemas["RunStatus"];
export type RunFailure = Schemas["RunFailure"];

/** Statistics of one metric of one run. Steps are null for final values. */
export type MetricStats = Readonly<Schemas["MetricView"]>;

export type Project = Readonly<Schemas["Project"]>;
export type Experiment = Readonly<Schemas["Experiment"]>;
export type KeyCount = Readonly<Schemas["KeyCount"]>;
/** A value that runs have of a field, as a query writes it. */
export type FieldValue = Readonly<Schemas["FoundValue"]>;
/** Which values; absent fields are the server's defaults. */
export type ValueSearch = Readonly<
  Pick<Schemas["ValueSearch"], "field"> & Partial<Schemas["ValueSearch"]>
>;
export type KeyKind = Schemas["KeyQuery"]["kind"];
export type ConsoleLine = Readonly<Schemas["ConsoleLine"]>;
export type ConsolePage = Readonly<Schemas["ConsolePage"]>;
/** Lines of a portion that hold a text; `next` is the first that was not looked at. */
export type ConsoleFound = Readonly<Schemas["ConsoleFound"]>;
export type SavedView = Readonly<Schemas["SavedView"]>;
export type Artifact = Readonly<Schemas["Artifact"]>;
export type ArtifactEntry = Readonly<Schemas["ArtifactEntry"]>;

export type ProjectCard = Readonly<Schemas["ProjectCard"]>;
export type BestRun = Readonly<Schemas["BestRun"]>;
/** Bytes that a project keeps. */
export type Storage = Readonly<Schemas["Storage"]>;
export type Happening = Readonly<Schemas["Happening"]>;
export type ActivityPage = Readonly<Schemas["ActivityPage"]>;
export type RegisteredModel = Readonly<Schemas["RegisteredModel"]>;
export type Comment = Readonly<Schemas["CommentView"]>;
/** Comments, and whether who asks may write one. */
export type CommentList = Readonly<Schemas["CommentList"]>;
/** A comment as it is written; absent fields are the server's defaults. */
export type Remark = Readonly<Pick<Schemas["Remark"], "text"> & Partial<Schemas["Remark"]>>;
export type ModelVersion = Readonly<Schemas["ModelVersion"]>;
export type Stage = Schemas["Stage"];
export type AuditEntry = Readonly<Schemas["AuditEntry"]>;
export type AuditPage = Readonly<Schemas["AuditPage"]>;
export type AuditCheck = Readonly<Schemas["AuditCheck"]>;
export type LoggedModel = Readonly<Schemas["LoggedModelView"]>;
export type RunLineage = Readonly<Schemas["LineageView"]>;

/** Where a series lies. */
export type Extent = Readonly<Schemas["ExtentView"]>;
/** When a run did not run: between its end and its resumption. */
export type Pause = Readonly<Schemas["Pause"]>;

/** What to search; absent fields are the server's defaults. */
export type RunSearch = Readonly<Partial<Schemas["RunSearch"]>>;

export interface RunPage {
  readonly runs: readonly Run[];
  readonly total: number;
}

/** Points that were just logged. Final values have a null step. */
export interface PointsEvent {
  readonly run: string;
  readonly key: string;
  readonly step: readonly (number | null)[];
  readonly time: readonly number[];
  readonly value: readonly WireNumber[];
}

/** How many lines a run's console has now. */
export interface ConsoleEvent {
  readonly run: string;
  readonly size: number;
}

/** A comment was written, changed or deleted on this run or model version. */
export interface CommentEvent {
  readonly run: string | null;
  readonly model: string;
  readonly version: number | null;
}

/** What a thing came from and what came of it. */
export type LineageGraph = Readonly<Schemas["LineageGraph"]>;
export type LineageNode = Readonly<Schemas["LineageNode"]>;
/** What went into a run, by groups. */
export type Recipe = Readonly<Schemas["RecipeView"]>;
export type RunDifference = Readonly<Schemas["DifferenceView"]>;
export type GroupDifference = Readonly<Schemas["GroupDifference"]>;

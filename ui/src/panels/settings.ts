/** How all charts of a screen are drawn, and how an address says it. */
import type { AxisKind } from "~/charts/Line";
import type { Json } from "~/lib/json";
import { isTime, PLAIN_AXES, type XAxis } from "~/lib/series";
import { type PanelSpec, readPanels, writePanels } from "~/panels/added";
import { readOrder, writeOrder } from "~/panels/order_address";
import { BANDS, CENTRES, type Grouping, SMOOTHERS, type Smoother } from "~/series/kinds";
import type { Range } from "~/series/levels";

export interface ChartSettings {
  readonly axis: XAxis;
  readonly logX: boolean;
  readonly smoother: Smoother;
  /** Steps, or seconds on an axis of time; 0 does not smooth. */
  readonly halfLife: number;
  readonly logY: boolean;
  readonly clipOutliers: boolean;
  /** The zoom that all charts share; null shows everything. */
  readonly range: Range | null;
  /** Column ids such as `param.lr`: runs that are equal in all of them are one line with a band. */
  readonly groupBy: readonly string[];
  readonly grouping: Grouping;
  /** Panels that somebody added. */
  readonly panels: readonly PanelSpec[];
  /** Titles of panels that somebody moved, in the order of their places. */
  readonly places: readonly string[];
}

/** How charts are drawn when nobody chose. */
export const PLAIN_SETTINGS: ChartSettings = {
  axis: "step",
  logX: false,
  smoother: "ema",
  halfLife: 0,
  logY: false,
  clipOutliers: false,
  range: null,
  groupBy: [],
  grouping: { centre: "mean", band: "minmax" },
  panels: [],
  places: [],
};

/** How a screen hears that the reader changed it. */
export interface ChartControls {
  readonly change: (settings: Partial<ChartSettings>) => void;
  readonly zoom: (range: Range) => void;
  readonly stepOut: () => void;
}

/** A run as charts show it. */
export interface ShownRun {
  readonly id: string;
  readonly label: string;
  readonly slot: number;
  readonly metrics: Readonly<Record<string, MetricFacts>>;
  readonly times: RunTimes;
  /** What runs are grouped by; left out, they are not. */
  readonly params?: Readonly<Record<string, Json>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What panels must know of a metric before they fetch it. */
export interface MetricFacts {
  readonly last: string | number | null;
  readonly first_step: number | null;
  readonly last_step: number | null;
  readonly last_time: number;
  readonly min: string | number;
  readonly max: string | number;
  readonly count: number;
}

/** When a run ran. Times are microseconds since 1970. */
export interface RunTimes {
  readonly status: string;
  readonly started_at: number;
  readonly pauses: readonly { readonly since: number; readonly until: number }[];
}

/** Runs that are drawn as one line with a band. */
export interface RunGroup {
  readonly name: string;
  /** Slot of its colour. */
  readonly slot: number;
  readonly runs: readonly string[];
}

/** Kind of numbers on an axis. */
export function axisKind(axis: XAxis): AxisKind {
  if (axis === "process") return "relative";
  return typeof axis === "string" ? axis : "number";
}

/** Half-life in units of the axis: those of time are milliseconds. */
export function halfLifeOn(axis: XAxis, halfLife: number): number {
  return isTime(axis) ? halfLife * 1000 : halfLife;
}

/** Reads the settings from the query part of an address; what is odd falls back to the default. */
export function readSettings(query: URLSearchParams): ChartSettings {
  return {
    axis: readAxis(query.get("x") ?? ""),
    logX: query.get("logx") === "1",
    smoother: oneOf(query.get("smoother"), SMOOTHERS, PLAIN_SETTINGS.smoother),
    halfLife: Math.max(0, Number(query.get("smooth")) || 0),
    logY: query.get("log") === "1",
    clipOutliers: query.get("clip") === "1",
    range: readRange(query.get("range")),
    groupBy: (query.get("by") ?? "").split(",").filter(Boolean).map(decode),
    grouping: {
      centre: oneOf(query.get("centre"), CENTRES, PLAIN_SETTINGS.grouping.centre),
      band: oneOf(query.get("band"), BANDS, PLAIN_SETTINGS.grouping.band),
    },
    panels: readPanels(query.get("panels") ?? ""),
    places: readOrder(query.get("places") ?? ""),
  };
}

/** Writes the settings in one order; `put` leaves out what equals its standard. */
export function writeSettings(
  settings: ChartSettings,
  put: (name: string, value: string, standard: string) => void,
): void {
  const { axis, range, grouping } = settings;
  put("x", typeof axis === "string" ? axis : `${METRIC}${axis.metric}`, "step");
  put("logx", settings.logX ? "1" : "", "");
  put("smoother", settings.smoother, PLAIN_SETTINGS.smoother);
  put("smooth", String(settings.halfLife), "0");
  put("log", settings.logY ? "1" : "", "");
  put("clip", settings.clipOutliers ? "1" : "", "");
  put("range", range ? `${range.from}~${range.to}` : "", "");
  put("by", settings.groupBy.map(encodeURIComponent).join(","), "");
  put("centre", grouping.centre, PLAIN_SETTINGS.grouping.centre);
  put("band", grouping.band, PLAIN_SETTINGS.grouping.band);
  put("panels", writePanels(settings.panels), "");
  put("places", writeOrder(settings.places), "");
}

const METRIC = "metric:";

function readAxis(text: string): XAxis {
  if (text.startsWith(METRIC) && text.length > METRIC.length)
    return { metric: text.slice(METRIC.length) };
  return oneOf(text, PLAIN_AXES, "step");
}

function oneOf<T extends string>(text: string | null, choices: readonly T[], standard: T): T {
  return choices.find((choice) => choice === text) ?? standard;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readRange(text: string | null): Range | null {
  const [from, to] = (text ?? "").split("~").map(Number);
  if (from === undefined || to === undefined || !(to > from)) return null;
  return Number.isFinite(from) && Number.isFinite(to) ? { from, to } : null;
}

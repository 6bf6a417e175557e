/** The few colours that a chart itself uses; data brings its own. */
import { at } from "~/lib/at";

export interface ChartTheme {
  readonly background: string;
  readonly grid: string;
  readonly axis: string;
  readonly strong: string;
  readonly text: string;
  readonly faint: string;
  readonly brush: string;
  /** What stands out where no run's colour does. */
  readonly mark: string;
  /** Two ends and the middle of a scale of values. */
  readonly ramp: readonly [string, string, string];
  readonly font: string;
}

const FONT = '11px "Inter Variable", ui-sans-serif, system-ui, sans-serif';

export const LIGHT_CHART: ChartTheme = {
  background: "#ffffff",
  grid: "#efeeea",
  axis: "#c9c8c1",
  strong: "#1b1c1e",
  text: "#5c5f66",
  faint: "#6b6e76",
  brush: "rgba(47, 95, 208, 0.12)",
  mark: "#2f5fd0",
  ramp: ["#5212ab", "#2b826c", "#ae8a0d"],
  font: FONT,
};

export const DARK_CHART: ChartTheme = {
  background: "#181b22",
  grid: "#242933",
  axis: "#3d4453",
  strong: "#ecedef",
  text: "#a3a8b3",
  faint: "#858b97",
  brush: "rgba(138, 176, 255, 0.16)",
  mark: "#8ab0ff",
  ramp: ["#8ab0ff", "#5fc792", "#fa9b00"],
  font: FONT,
};

/** Red, green and blue of "#rrggbb", as all colours of lines and scales are written. */
export function channelsOf(colour: string): [number, number, number] {
  const hex = Number.parseInt(colour.slice(1), 16);
  return [(hex >> 16) & 0xff, (hex >> 8) & 0xff, hex & 0xff];
}

/** The colour of a share of a scale, 0 to 1. */
export function rampColour({ ramp }: ChartTheme, share: number): string {
  const inside = Math.min(Math.max(share, 0), 1) * 2;
  const [from, to] = inside < 1 ? [ramp[0], ramp[1]] : [ramp[1], ramp[2]];
  const part = inside < 1 ? inside : inside - 1;
  const ends = channelsOf(to);
  const mixed = channelsOf(from).map((channel, i) =>
    Math.round(channel + (at(ends, i) - channel) * part),
  );
  return `rgb(${mixed.join(", ")})`;
}

/** The few colours that a chart itself uses; data brings its own. */
export interface ChartTheme {
  readonly background: string;
  readonly grid: string;
  readonly axis: string;
  readonly text: string;
  readonly faint: string;
  readonly brush: string;
  readonly font: string;
}

const FONT = '11px "Inter Variable", ui-sans-serif, system-ui, sans-serif';

export const LIGHT_CHART: ChartTheme = {
  background: "#ffffff",
  grid: "#efeeea",
  axis: "#c9c8c1",
  text: "#5c5f66",
  faint: "#6b6e76",
  brush: "rgba(47, 95, 208, 0.12)",
  font: FONT,
};

export const DARK_CHART: ChartTheme = {
  background: "#181b22",
  grid: "#242933",
  axis: "#3d4453",
  text: "#a3a8b3",
  faint: "#858b97",
  brush: "rgba(138, 176, 255, 0.16)",
  font: FONT,
};

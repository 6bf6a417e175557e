/** Our icons, as strokes in a 16 × 16 box. */
export const ICONS = {
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  eyeOff:
    "M2.5 2.5l11 11 M6.2 3.8A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a12 12 0 0 1-1.8 2.3 M4.3 5A11 11 0 0 0 1.5 8S4 12.5 8 12.5a6 6 0 0 0 2.3-.5",
  check: "M3 8.5l3.2 3.2L13 4.8",
  cross: "M4 4l8 8 M12 4l-8 8",
  play: "M5 3.5v9l7-4.5z",
  clock: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 1.5",
  stop: "M4.5 4.5h7v7h-7z",
  warning: "M8 2.5l6 11H2z M8 6.5v3.5 M8 11.8v.2",
  bolt: "M8.8 1.8L3.5 9H7.6l-.6 5.2L12.5 7H8.3z",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z M8 1.2v1.6 M8 13.2v1.6 M1.2 8h1.6 M13.2 8h1.6 M3.2 3.2l1.1 1.1 M11.7 11.7l1.1 1.1 M3.2 12.8l1.1-1.1 M11.7 4.3l1.1-1.1",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z M10.4 10.4l3.4 3.4",
  columns: "M2.5 3h11v10h-11z M6.2 3v10 M9.8 3v10",
  table: "M2.5 3h11v10h-11z M2.5 6.3h11 M2.5 9.6h11",
  split: "M2.5 3h11v10h-11z M7 3v10",
  chart: "M2.5 2.5v11h11 M4.5 10.5l3-4 2.2 2.2 3.8-5",
  chevronDown: "M4 6.2L8 10.2l4-4",
  chevronRight: "M6.2 4l4 4-4 4",
  chevronLeft: "M9.8 4l-4 4 4 4",
  trash: "M3 4.5h10 M6.2 4.5v-2h3.6v2 M4.5 4.5l.6 9h5.8l.6-9",
  tag: "M2.5 2.5h5L13.8 8.8 8.8 13.8 2.5 7.5z M5.3 5.3v.1",
  copy: "M5.5 5.5h8v8h-8z M3.5 10.5h-1v-8h8v1",
  download: "M8 2.5v7.5 M4.8 7L8 10.2 11.2 7 M2.8 13.3h10.4",
  folder: "M1.8 4h4.4l1.4 1.6h6.6v7.4H1.8z",
  file: "M4 1.8h5.2L12.2 5v9.2H4z M9 2v3.2h3.2",
  image: "M2 3h12v10H2z M2.5 11.5l3.4-3.6 2.6 2.6 1.8-1.6 3.4 3.1 M10.6 5.9v.1",
  keyboard: "M1.5 4h13v8h-13z M4 6.5v.1 M6.6 6.5v.1 M9.3 6.5v.1 M12 6.5v.1 M4.8 9.7h6.4",
  reset: "M3 8a5 5 0 1 0 1.6-3.6 M3 2.6v2.6h2.6",
  expand: "M9.5 2.5h4v4 M13.2 2.8L9.3 6.7 M6.5 13.5h-4v-4 M2.8 13.2l3.9-3.9",
  plus: "M8 3v10 M3 8h10",
  grip: "M6 3.5v.1 M6 8v.1 M6 12.4v.1 M10 3.5v.1 M10 8v.1 M10 12.4v.1",
  star: "M8 1.9l1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2.1.7-4.3-3.1-3 4.3-.6z",
  comment: "M2.5 3h11v8H7.3L4 13.7V11H2.5z",
  cube: "M8 1.8l5.5 3v6.4L8 14.2l-5.5-3V4.8z M2.5 4.8L8 7.9l5.5-3.1 M8 7.9v6.3",
  pencil: "M3 13l.6-2.8 7-7 2.2 2.2-7 7z M9.4 4.4l2.2 2.2",
  home: "M2.5 7.5L8 2.7l5.5 4.8 M4 6.5v6.8h8V6.5",
  note: "M3.5 2h9v12h-9z M5.8 5.3h4.4 M5.8 8h4.4 M5.8 10.7h2.6",
  swap: "M3 5.5h9 M9.5 3l2.5 2.5L9.5 8 M13 10.5H4 M6.5 8L4 10.5 6.5 13",
  flag: "M4 14V2.5 M4 3h8l-2 2.8 2 2.7H4",
  arrowLeft: "M13 8H3 M7 4L3 8l4 4",
  arrowRight: "M3 8h10 M9 4l4 4-4 4",
  arrowDown: "M8 3v10 M4 9l4 4 4-4",
} as const;

export type IconName = keyof typeof ICONS;

const SVG = "http://www.w3.org/2000/svg";

/** An icon as a DOM element, for parts that are drawn without the view framework. */
export function iconElement(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

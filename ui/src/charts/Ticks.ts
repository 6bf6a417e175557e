/** Where axes carry marks, and what the marks say. */
import { formatClock, formatNumber, formatShort } from "~/lib/format";

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Round steps, each with the largest wish that it still serves: the nearest one by ratio. */
const NICE = [
  [1, Math.SQRT2],
  [2, Math.sqrt(10)],
  [5, Math.sqrt(50)],
] as const;
const MAX_TICKS = 100;

/** Round values in a range, about `count` of them. */
export function linearTicks(from: number, to: number, count: number, least = 0): Tick[] {
  const step = Math.max(niceStep((to - from) / Math.max(count, 1)), least);
  return multiples(from, to, step).map((value) => ({ value, label: tickLabel(value, step) }));
}

/** Values of a log axis: 1, 2 and 5 of each power where there is room, else powers of ten. */
export function logTicks(from: number, to: number, count: number): Tick[] {
  const low = Math.floor(Math.log10(from));
  const high = Math.ceil(Math.log10(to));
  const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const inside = (value: number) => value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9);
  const fine = powers.flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
  const shown = fine.filter(inside);
  if (shown.length < 2) return linearTicks(from, to, count).filter((tick) => tick.value > 0);
  if (shown.length <= count + 1) return shown.map(logTick);
  const tens = powers.map((power) => 10 ** power).filter(inside);
  const every = Math.max(1, Math.ceil(tens.length / Math.max(count, 1)));
  return tens.filter((_, i) => i % every === 0).map(logTick);
}

/** Zero, and powers of ten beyond the threshold on both sides, thinned to about `count`. */
export function symlogTicks(from: number, to: number, count: number, threshold: number): Tick[] {
  const size = Math.max(Math.abs(from), Math.abs(to));
  const first = Math.ceil(Math.log10(threshold) - 1e-9);
  const last = Math.floor(Math.log10(size) + 1e-9);
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => last - i);
  const sides = from < 0 && to > 0 ? 2 : 1;
  const every = Math.max(1, Math.ceil((powers.length * sides) / Math.max(count - 1, 1)));
  const sizes = powers.filter((_, i) => i % every === 0).map((power) => 10 ** power);
  const values = [...sizes.map((one) => -one), 0, ...sizes.toReversed()];
  const inside = values.filter((value) => value >= from && value <= to);
  if (inside.length < 2) return linearTicks(from, to, count);
  return inside.map((value) => (value === 0 ? { value, label: "0" } : signed(value)));
}

function signed(value: number): Tick {
  const { label } = logTick(Math.abs(value));
  return { value, label: value < 0 ? `−${label}` : label };
}

/** Lengths of time on a log axis: one for each unit that a reader thinks in. */
export function logDurationTicks(from: number, to: number, count: number): Tick[] {
  const inside = CLOCK_STEPS.filter((value) => value >= from && value <= to);
  const every = Math.max(1, Math.ceil(inside.length / Math.max(count, 1)));
  const ticks = inside.filter((_, i) => i % every === 0);
  return ticks.map((value) => ({ value, label: durationLabel(value, value) }));
}

function logTick(value: number): Tick {
  const isPlain = value >= 1e-3 && value < 1e5;
  return {
    value,
    label: isPlain ? formatNumber(value, 2) : value.toExponential(0).replace("e+", "e"),
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
] as const;

/** Round lengths of time; x in milliseconds since the run's start. */
export function durationTicks(from: number, to: number, count: number): Tick[] {
  const step = clockStep((to - from) / Math.max(count, 1));
  return multiples(from, to, step).map((value) => ({ value, label: durationLabel(value, step) }));
}

/** Round moments of the reader's clock; x in milliseconds since 1970. */
export function wallTicks(from: number, to: number, count: number): Tick[] {
  const step = clockStep((to - from) / Math.max(count, 1));
  const shift = new Date(from).getTimezoneOffset() * MINUTE;
  const local = multiples(from - shift, to - shift, step).map((value) => value + shift);
  return local.map((value) => ({ value, label: wallLabel(value, step) }));
}

function clockStep(wished: number): number {
  return CLOCK_STEPS.find((step) => step >= wished) ?? niceStep(wished);
}

function durationLabel(ms: number, step: number): string {
  if (ms === 0) return "0";
  if (step < SECOND) return `${formatNumber(ms / SECOND)}s`;
  if (step < MINUTE) return ms < MINUTE ? `${ms / SECOND}s` : clock(ms, MINUTE, SECOND, "m", "s");
  if (step < HOUR) return ms < HOUR ? `${ms / MINUTE}m` : clock(ms, HOUR, MINUTE, "h", "m");
  return ms < 2 * DAY ? `${ms / HOUR}h` : clock(ms, DAY, HOUR, "d", "h");
}

function clock(ms: number, large: number, small: number, one: string, two: string): string {
  const rest = Math.round((ms % large) / small);
  return `${Math.floor(ms / large)}${one}${rest === 0 ? "" : ` ${rest}${two}`}`;
}

function wallLabel(ms: number, step: number): string {
  const date = new Date(ms);
  if (step >= DAY) return date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  const text = formatClock(ms);
  return step >= MINUTE ? text.slice(0, 5) : text;
}

function niceStep(wished: number): number {
  if (!(wished > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(wished));
  const nice = NICE.find(([, most]) => wished / power <= most);
  return (nice?.[0] ?? 10) * power;
}

function multiples(from: number, to: number, step: number): number[] {
  const values: number[] = [];
  const first = Math.ceil(from / step - 1e-9);
  for (let i = first; i * step <= to + step * 1e-9 && values.length < MAX_TICKS; i += 1) {
    // i * step keeps the error of one rounding; adding up steps would gather it.
    values.push(i * step);
  }
  return values;
}

function tickLabel(value: number, step: number): string {
  if (Math.abs(value) < step * 1e-9) return "0";
  const digits = Math.ceil(Math.log10(Math.abs(value) / step) + 1.3);
  const size = Math.abs(value);
  if (size >= 1e4 && step >= 10) return formatShort(value);
  return formatNumber(value, Math.min(Math.max(digits, 1), 12));
}

/** How numbers and moments look. Times are whole microseconds since 1970 unless the name says else. */

const MICROS_PER_SECOND = 1_000_000;

/** A number for a cell or a tooltip: `digits` significant ones, no trailing zeros, exponent when long. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e7 ? exponent(value, digits) : plain(value, digits);
  return text.replace("-", "−");
}

function exponent(value: number, digits: number): string {
  const [mantissa = "", power = ""] = value.toExponential(digits - 1).split("e");
  return `${String(Number(mantissa))}e${power.replace("+", "")}`.replace("e-", "e−");
}

function plain(value: number, digits: number): string {
  // Whole numbers are counts more often than measurements: never round them.
  if (Number.isInteger(value)) return groupThousands(String(value));
  return groupThousands(String(Number(value.toPrecision(digits))));
}

function groupThousands(text: string): string {
  const [whole = "", part] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** A count, such as 3,412. */
export function formatCount(count: number): string {
  return groupThousands(String(count));
}

/** A count in little room, such as 41.2k. */
export function formatShort(count: number): string {
  const size = Math.abs(count);
  if (size >= 1e9) return `${trim(count / 1e9)}B`;
  if (size >= 1e6) return `${trim(count / 1e6)}M`;
  if (size >= 1e4) return `${trim(count / 1e3)}k`;
  return formatNumber(count);
}

function trim(value: number): string {
  return String(Number(value.toPrecision(3)));
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** A size in bytes with a decimal unit. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 1000 && unit < BYTE_UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : trim(size)} ${BYTE_UNITS[unit] ?? ""}`;
}

/** A length of time in seconds as its two largest units: `4h 12m`, `3.2s`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "—";
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))}ms`;
  if (seconds < 10) return `${trim(seconds)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${whole % 60}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h ${Math.floor((whole % 3600) / 60)}m`;
  return `${Math.floor(whole / 86_400)}d ${Math.floor((whole % 86_400) / 3600)}h`;
}

/** How long something took, or takes until now when it has no end. */
export function formatSpan(from: number, to: number | null, nowMs: number): string {
  const end = to === null ? nowMs * 1000 : to;
  return formatSeconds(Math.max(0, (end - from) / MICROS_PER_SECOND));
}

/** How long ago a moment was, in one unit. */
export function formatAgo(moment: number, nowMs: number): string {
  const seconds = nowMs / 1000 - moment / MICROS_PER_SECOND;
  if (seconds < 5) return "now";
  if (seconds < 60) return `${Math.floor(seconds)}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  if (seconds < 30 * 86_400) return `${Math.floor(seconds / 86_400)}d ago`;
  return formatMoment(moment).slice(0, 10);
}

/** A moment in the reader's time zone: `2026-11-21 09:41:07`. */
export function formatMoment(moment: number): string {
  const date = new Date(moment / 1000);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${formatClock(date.getTime())}`;
}

/** The clock of a moment given in milliseconds: `09:41:07`. */
export function formatClock(ms: number): string {
  const date = new Date(ms);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

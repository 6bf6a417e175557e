/** The difference of two texts, line by line: the shortest script of kept, removed and added lines. */

/** Lines of one kind that stand together. */
export interface Hunk {
  readonly kind: "same" | "removed" | "added";
  readonly lines: readonly string[];
}

export interface LineDiff {
  readonly hunks: readonly Hunk[];
  readonly removed: number;
  readonly added: number;
  /** False when the texts differ so much that the shortest script was not looked for. */
  readonly isShortest: boolean;
}

/**
 * Changes up to which the shortest script is looked for. The search keeps a row for each, so that it
 * needs some d² numbers: 9 MB and some 30 ms here.
 */
export const MAX_CHANGES = 1_500;

/** Parts a text into lines; an end without a line break is a line too. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Compares two lists of lines; the same lines at both ends cost nothing. */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  maxChanges = MAX_CHANGES,
): LineDiff {
  const head = commonHead(before, after);
  const tail = commonTail(before, after, head);
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const script = shortestScript(a, b, maxChanges);
  const hunks = new Hunks();
  hunks.put("same", before.slice(0, head));
  if (script === null) {
    hunks.put("removed", a);
    hunks.put("added", b);
  } else {
    script.forEach((step) => {
      hunks.put(step.kind, [step.line]);
    });
  }
  hunks.put("same", before.slice(before.length - tail));
  return { ...hunks.done(), isShortest: script !== null };
}

function commonHead(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count] === b[count]) count += 1;
  return count;
}

function commonTail(a: readonly string[], b: readonly string[], head: number): number {
  const most = Math.min(a.length, b.length) - head;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

/** Gathers lines of one kind; removed ones stand before added ones between kept lines. */
class Hunks {
  private readonly found: { kind: Hunk["kind"]; lines: string[] }[] = [];
  private readonly counts = { same: 0, removed: 0, added: 0 };

  put(kind: Hunk["kind"], lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.counts[kind] += lines.length;
    const last = this.found.at(-1);
    const before = this.found.at(-2);
    if (last?.kind === kind) last.lines.push(...lines);
    else if (kind === "removed" && last?.kind === "added" && before?.kind === "removed") {
      before.lines.push(...lines);
    } else if (kind === "removed" && last?.kind === "added") {
      this.found.splice(-1, 0, { kind, lines: [...lines] });
    } else this.found.push({ kind, lines: [...lines] });
  }

  done(): { hunks: Hunk[]; removed: number; added: number } {
    return { hunks: this.found, removed: this.counts.removed, added: this.counts.added };
  }
}

interface Step {
  readonly kind: Hunk["kind"];
  readonly line: string;
}

/** How far one comes on each diagonal k = x − y; those not come to yet are at 0. */
type Reach = (k: number) => number;

/** Whether the d-th change on a diagonal is an added line, which comes from the diagonal above. */
function comesFromAbove(reach: Reach, k: number, d: number): boolean {
  return k === -d || (k !== d && reach(k - 1) < reach(k + 1));
}

/**
 * The greedy search of Myers (1986): how far one comes on each diagonal with d changes, for growing
 * d. Null when more than `maxChanges` are needed.
 */
function shortestScript(
  a: readonly string[],
  b: readonly string[],
  maxChanges: number,
): Step[] | null {
  const rows: Int32Array[] = [];
  const limit = Math.min(a.length + b.length, maxChanges);
  // One more at both ends, so that k ± 1 is always inside.
  const middle = limit + 1;
  const far = new Int32Array(2 * limit + 3);
  const reach: Reach = (k) => far[middle + k] ?? 0;
  for (let d = 0; d <= limit; d += 1) {
    rows.push(far.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const from = comesFromAbove(reach, k, d) ? reach(k + 1) : reach(k - 1) + 1;
      const x = alongSame(a, b, from, k);
      far[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, rows);
    }
  }
  return null;
}

/** Where the run of equal lines on a diagonal ends. */
function alongSame(a: readonly string[], b: readonly string[], from: number, k: number): number {
  let x = from;
  while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
  return x;
}

/** From the end to the beginning, along the rows that the search kept: row d is that before d. */
function walkBack(a: readonly string[], b: readonly string[], rows: readonly Int32Array[]): Step[] {
  const steps: Step[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = rows.length - 1; d > 0; d -= 1) {
    const reach: Reach = (k) => rows[d]?.[k + d + 1] ?? 0;
    const k = x - y;
    const down = comesFromAbove(reach, k, d);
    const start = down ? reach(k + 1) : reach(k - 1) + 1;
    for (; x > start; x -= 1) steps.push({ kind: "same", line: a[x - 1] ?? "" });
    // x stands behind the change now, on the diagonal k.
    y = x - k;
    steps.push(down ? added(b[y - 1]) : removed(a[x - 1]));
    y -= Number(down);
    x -= Number(!down);
  }
  for (; x > 0; x -= 1) steps.push({ kind: "same", line: a[x - 1] ?? "" });
  return steps.reverse();
}

function added(line = ""): Step {
  return { kind: "added", line };
}

function removed(line = ""): Step {
  return { kind: "removed", line };
}

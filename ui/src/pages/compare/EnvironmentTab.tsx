import { NoEnvironment } from "~/components/NothingYet";
import { Failure, Skeleton } from "~/components/Notice";
import { useCapturesOf } from "~/data/compare";
import { formatCount } from "~/lib/format";
import { isObject, type Json } from "~/lib/json";
import { JsonBlock } from "~/pages/compare/JsonBlock";
import { diffPackages, type PackageChange } from "~/pages/compare/packages";
import { type PairTabProps, runsOfPair } from "~/pages/compare/pairs";

/** Sections in the order in which one asks for them; others follow. */
const ORDER = ["variables", "python", "hardware", "host", "command", "seeds"];

/** Where two runs ran: packages, interpreter, machine, variables. */
export function EnvironmentTab({ state, runs }: PairTabProps) {
  const pair = runsOfPair({ state, runs });
  const ids = pair === null ? [] : pair.map((run) => run.id);
  const captures = useCapturesOf(ids);
  if (captures.error) {
    return <Failure what="The environment" error={captures.error} retry={captures.retry} />;
  }
  if (captures.data === undefined) return <Skeleton lines={10} />;
  const { packages: left, ...before } = sectionsOf(captures.data[ids[0] ?? ""]);
  const { packages: right, ...after } = sectionsOf(captures.data[ids[1] ?? ""]);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  if (names.length === 0 && left === undefined && right === undefined) {
    return <NoEnvironment />;
  }
  const wish = { find: state.find, onlyDifferences: state.onlyDifferences };
  return (
    <div class="compare-environment">
      <Packages before={left} after={right} {...wish} />
      <div class="stack">
        {names
          .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
          .map((name) => (
            <JsonBlock
              key={name}
              title={name}
              before={before[name]}
              after={after[name]}
              {...wish}
            />
          ))}
      </div>
    </div>
  );
}

/** What belongs here: the code has a part of its own, and variables are more than a part of a command. */
function sectionsOf(captures: { readonly [section: string]: Json } | undefined): {
  [section: string]: Json;
} {
  const { git: _, command, ...sections } = captures ?? {};
  if (!isObject(command)) return { ...sections, ...(command !== undefined && { command }) };
  const { environment, ...rest } = command;
  return {
    ...sections,
    command: rest,
    ...(environment !== undefined && { variables: environment }),
  };
}

function rank(name: string): number {
  const found = ORDER.indexOf(name);
  return found < 0 ? ORDER.length : found;
}

interface PackagesProps {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly find: string;
  readonly onlyDifferences: boolean;
}

const SIGNS = { same: "", changed: "●", removed: "−", added: "+" } as const;

function Packages({ before, after, find, onlyDifferences }: PackagesProps) {
  const all = diffPackages(isObject(before) ? before : {}, isObject(after) ? after : {});
  const text = find.toLowerCase();
  const shown = all.filter(
    (one) => (!onlyDifferences || one.change !== "same") && one.name.toLowerCase().includes(text),
  );
  const differing = all.filter((one) => one.change !== "same");
  return (
    <section class="block packages">
      <header class="block-head">
        <h2>
          Packages <span class="count">{formatCount(all.length)}</span>
        </h2>
        <span class={differing.length > 0 ? "chip" : "faint"}>{summary(differing)}</span>
      </header>
      <table class="list dense">
        <thead>
          <tr>
            <th scope="col">Package</th>
            <th scope="col">Baseline</th>
            <th scope="col">Other</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <tr key={one.name} class={`package ${one.change}`}>
              <th scope="row">
                <span class="json-sign" title={one.change} aria-hidden="true">
                  {SIGNS[one.change]}
                </span>
                {one.name}
                {one.change !== "same" && <span class="hidden-text"> {one.change}</span>}
              </th>
              <td class="number">{one.before ?? "—"}</td>
              <td class="number">{one.after ?? "—"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && (
        <p class="faint">{all.length === 0 ? "None was captured." : "None to show."}</p>
      )}
    </section>
  );
}

function summary(differing: readonly PackageChange[]): string {
  if (differing.length === 0) return "the same";
  const count = (change: PackageChange["change"]) =>
    differing.filter((one) => one.change === change).length;
  return [
    [count("changed"), "changed"],
    [count("added"), "added"],
    [count("removed"), "removed"],
  ]
    .filter(([many]) => many !== 0)
    .map(([many, word]) => `${many} ${word}`)
    .join(", ");
}

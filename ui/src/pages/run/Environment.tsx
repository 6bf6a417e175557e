import { useState } from "preact/hooks";
import { CopyButton } from "~/components/CopyButton";
import { NoEnvironment } from "~/components/NothingYet";
import { Failure, Skeleton } from "~/components/Notice";
import type { Run } from "~/data/projects";
import { useCaptures } from "~/data/run";
import { isObject, type Json } from "~/lib/json";
import { JsonTree } from "~/pages/run/JsonTree";

/** Sections in the order in which one asks for them; others follow. */
const ORDER = ["command", "python", "hardware", "host", "git", "seeds"];

/** Where it ran: interpreter, machine, packages. */
export function Environment({ run }: { run: Run }) {
  const captures = useCaptures(run.id);
  if (captures.error) {
    return <Failure what="The environment" error={captures.error} retry={captures.retry} />;
  }
  if (captures.data === undefined) return <Skeleton lines={10} />;
  const { packages, ...sections } = captures.data;
  const names = Object.keys(sections).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  if (names.length === 0 && packages === undefined) {
    return <NoEnvironment />;
  }
  return (
    <div class="environment">
      <div class="stack">
        {names.map((name) => (
          <section class="block" key={name}>
            <h2 class="capital">{name}</h2>
            <JsonTree value={sections[name] ?? null} find="" />
          </section>
        ))}
      </div>
      {isObject(packages) && <Packages packages={packages} />}
    </div>
  );
}

function rank(name: string): number {
  const found = ORDER.indexOf(name);
  return found < 0 ? ORDER.length : found;
}

function Packages({ packages }: { packages: { [name: string]: Json } }) {
  const [find, setFind] = useState("");
  const all = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b));
  const shown = all.filter(([name]) => name.toLowerCase().includes(find.toLowerCase()));
  const frozen = all.map(([name, version]) => `${name}==${String(version)}`).join("\n");
  return (
    <section class="block packages">
      <header class="block-head">
        <h2>
          Packages <span class="count">{all.length}</span>
        </h2>
        <CopyButton text={frozen} label="Copy as requirements" />
      </header>
      <input
        class="field"
        type="search"
        placeholder="Find packages"
        aria-label="Find packages"
        value={find}
        onInput={(event) => setFind(event.currentTarget.value)}
      />
      <table class="list dense">
        <tbody>
          {shown.map(([name, version]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="right number">{String(version)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { useState } from "preact/hooks";
import { CopyButton } from "~/components/CopyButton";
import { Notice } from "~/components/Notice";
import type { Run } from "~/data/projects";
import type { Json } from "~/lib/json";
import { JsonTree } from "~/pages/run/JsonTree";

/** Params and what the run wrote as its summary. */
export function Config({ run }: { run: Run }) {
  const [find, setFind] = useState("");
  const { params, summary } = run;
  if (Object.keys(params).length + Object.keys(summary).length === 0) {
    return (
      <Notice title="No config">
        <p>runlore.init(config={"{…}"}) and run.log_param(…) are kept here with their types.</p>
      </Notice>
    );
  }
  return (
    <div class="config">
      <div class="logs-bar">
        <input
          class="field"
          type="search"
          placeholder="Find keys and values"
          aria-label="Find keys and values"
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
        <CopyButton text={JSON.stringify(params, null, 2)} label="Copy as JSON" />
      </div>
      <Document title="Config" value={params} find={find} />
      <Document title="Summary" value={summary} find={find} />
    </div>
  );
}

interface DocumentProps {
  readonly title: string;
  readonly value: Readonly<Record<string, Json>>;
  readonly find: string;
}

function Document({ title, value, find }: DocumentProps) {
  if (Object.keys(value).length === 0) return null;
  return (
    <section class="block">
      <h2>{title}</h2>
      <JsonTree value={{ ...value }} find={find.toLowerCase()} />
    </section>
  );
}

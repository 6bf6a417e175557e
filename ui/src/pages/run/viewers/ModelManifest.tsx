import { useMemo } from "preact/hooks";
import { type FileOf, type TextHead, useAllFiles } from "~/data/files";
import { formatBytes } from "~/lib/format";
import { Facts } from "~/pages/run/Facts";
import { type Manifest, type Port, parseManifest } from "~/pages/run/model_manifest";
import { Source } from "~/pages/run/Source";
import { TextFile } from "~/pages/run/viewers/TextFile";

/** A packaged model: what can load it, what goes in and comes out, and how large its files are. */
export function ModelManifest(file: FileOf) {
  return <TextFile {...file}>{(head) => <Told {...file} head={head} />}</TextFile>;
}

function Told({ head, ...file }: FileOf & { head: TextHead }) {
  const manifest = useMemo(() => {
    try {
      return parseManifest(head.text);
    } catch {
      return null;
    }
  }, [head.text]);
  const text = <Source text={head.text} language="yaml" label={file.artifact.path} />;
  if (manifest === null) return text;
  return (
    <div class="manifest">
      <Flavors manifest={manifest} />
      <Ports title="Takes" ports={manifest.inputs} />
      <Ports title="Gives" ports={manifest.outputs} />
      <Ports title="Params" ports={manifest.params} />
      <ModelFiles {...file} />
      <details class="block">
        <summary class="block-head">The file itself</summary>
        {text}
      </details>
    </div>
  );
}

function Flavors({ manifest }: { manifest: Manifest }) {
  return (
    <section class="block">
      <h2>Model</h2>
      {manifest.facts.length > 0 && <Facts facts={manifest.facts} />}
      {manifest.flavors.map((flavor) => (
        <section key={flavor.name} class="flavor">
          <h3>{flavor.name}</h3>
          <Facts facts={flavor.fields} />
        </section>
      ))}
    </section>
  );
}

function Ports({ title, ports }: { title: string; ports: readonly Port[] | null }) {
  if (ports === null || ports.length === 0) return null;
  return (
    <section class="block">
      <h2>
        {title} <span class="count">{ports.length}</span>
      </h2>
      <table class="list dense">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Needed</th>
          </tr>
        </thead>
        <tbody>
          {ports.map((port) => (
            <tr key={port.name}>
              <th scope="row">{port.name}</th>
              <td>
                <code>{port.type}</code>
              </td>
              <td class="muted">{port.isOptional ? "optional" : "yes"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ModelFiles({ run, artifact }: FileOf) {
  const folder = artifact.path.slice(0, -"MLmodel".length);
  const files = (useAllFiles(run).data ?? []).filter(
    (entry) => entry.artifact !== null && entry.path.startsWith(folder),
  );
  if (files.length === 0) return null;
  const total = files.reduce((sum, entry) => sum + entry.size, 0);
  return (
    <section class="block">
      <h2>
        Files <span class="count">{formatBytes(total)}</span>
      </h2>
      <table class="list dense">
        <tbody>
          {files.map((entry) => (
            <tr key={entry.path}>
              <th scope="row">{entry.path.slice(folder.length)}</th>
              <td class="right number">{formatBytes(entry.size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

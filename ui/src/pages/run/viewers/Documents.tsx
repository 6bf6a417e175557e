import { useState } from "preact/hooks";
import { Markdown } from "~/components/Markdown";
import { Segments } from "~/components/Segments";
import type { FileOf, TextHead } from "~/data/files";
import type { Json } from "~/lib/json";
import { Diff } from "~/pages/run/Diff";
import { JsonTree } from "~/pages/run/JsonTree";
import { languageOf } from "~/pages/run/language";
import { Source } from "~/pages/run/Source";
import { tableRows } from "~/pages/run/table_rows";
import { DataTable } from "~/pages/run/viewers/DataTable";
import { TextFile } from "~/pages/run/viewers/TextFile";
import { parseYaml } from "~/pages/run/yaml";

export function TextView(file: FileOf) {
  return <TextFile {...file}>{(head) => <Text {...file} head={head} />}</TextFile>;
}

function Text({ artifact, head }: FileOf & { head: TextHead }) {
  return <Source text={head.text} language={languageOf(artifact.path)} label={artifact.path} />;
}

export function MarkdownView(file: FileOf) {
  return (
    <TextFile {...file}>
      {(head) => (
        <Either
          {...file}
          head={head}
          name="Markdown"
          rendered={
            <div class="block padded">
              <Markdown text={head.text} />
            </div>
          }
        />
      )}
    </TextFile>
  );
}

export function PatchView(file: FileOf) {
  return (
    <TextFile {...file}>
      {(head) => (
        <Either {...file} head={head} name="Changes" rendered={<Diff patch={head.text} />} />
      )}
    </TextFile>
  );
}

export function JsonView(file: FileOf) {
  return <Structured {...file} parse={(text) => JSON.parse(text) as Json} />;
}

export function YamlView(file: FileOf) {
  return <Structured {...file} parse={parseYaml} />;
}

/** A table that `log_table` wrote. */
export function JsonTableView(file: FileOf) {
  return (
    <TextFile {...file} maxBytes={20_000_000}>
      {(head) => {
        const rows = tableRows(parsed(head, (text) => JSON.parse(text) as Json));
        return rows === null ? (
          <Text {...file} head={head} />
        ) : (
          <DataTable label={file.artifact.path} rows={rows} />
        );
      }}
    </TextFile>
  );
}

function Structured({ parse, ...file }: FileOf & { parse: (text: string) => Json }) {
  return (
    <TextFile {...file}>
      {(head) => {
        const value = parsed(head, parse);
        if (value === undefined || typeof value !== "object" || value === null) {
          return <Text {...file} head={head} />;
        }
        return (
          <Either
            {...file}
            head={head}
            name="Tree"
            rendered={
              <div class="boxed-tree">
                <JsonTree value={value} find="" />
              </div>
            }
          />
        );
      }}
    </TextFile>
  );
}

/** What says that it is a document and is none explains itself as text. */
function parsed(head: TextHead, parse: (text: string) => Json): Json | undefined {
  if (!head.isWhole) return undefined;
  try {
    return parse(head.text);
  } catch {
    return undefined;
  }
}

interface EitherProps extends FileOf {
  readonly head: TextHead;
  readonly name: string;
  readonly rendered: preact.ComponentChild;
}

/** Rendered, or as it was written. */
function Either({ head, name, rendered, ...file }: EitherProps) {
  const [as, setAs] = useState<"rendered" | "text">("rendered");
  return (
    <>
      <Segments
        name="Show as"
        value={as}
        choices={[
          { value: "rendered", label: name },
          { value: "text", label: "Text" },
        ]}
        onChange={setAs}
      />
      {as === "rendered" ? rendered : <Text {...file} head={head} />}
    </>
  );
}

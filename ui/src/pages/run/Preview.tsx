import { Icon } from "~/components/Icon";
import { Failure, Skeleton } from "~/components/Notice";
import { type Artifact, artifactUrl, useFileText } from "~/data/run";
import { formatBytes, formatMoment } from "~/lib/format";
import type { Json } from "~/lib/json";
import { parseCsv } from "~/pages/run/csv";
import { JsonTree } from "~/pages/run/JsonTree";

/** Larger texts are downloaded, not shown: a page of this size is already slow to lay out. */
const MAX_TEXT_BYTES = 1_000_000;

const MAX_ROWS = 500;

/** How a file is shown; `none` is only offered for download. */
type Viewer = "image" | "json" | "table" | "csv" | "text" | "none";

/** A file: what it is, what is in it, and a way to take it along. Nothing in it is ever run. */
export function Preview({ run, artifact }: { run: string; artifact: Artifact }) {
  const url = artifactUrl(run, artifact.path, artifact.step);
  const viewer = viewerOf(artifact);
  return (
    <section class="preview" aria-label={artifact.path}>
      <header class="block-head">
        <h2>{artifact.path}</h2>
        <span class="muted">
          {formatBytes(artifact.size)} · {artifact.media_type}
          {artifact.step !== null && ` · step ${artifact.step}`} ·{" "}
          {formatMoment(artifact.logged_at)}
        </span>
        <a class="button plain" href={url} download>
          <Icon name="download" />
          Download
        </a>
      </header>
      {viewer === "image" && <img src={url} alt={artifact.path} />}
      {viewer === "none" && <p class="faint centred">No preview for this kind of file.</p>}
      {viewer !== "image" && viewer !== "none" && (
        <TextPreview run={run} artifact={artifact} viewer={viewer} />
      )}
      <p class="faint digest">
        sha256 <code>{artifact.sha256}</code>
      </p>
    </section>
  );
}

function viewerOf(artifact: Artifact): Viewer {
  const { media_type: type, path, size, kind } = artifact;
  if (type.startsWith("image/")) return "image";
  if (size > MAX_TEXT_BYTES) return "none";
  if (kind === "table") return "table";
  if (/json$/.test(type) || path.endsWith(".json")) return "json";
  if (type === "text/csv" || path.endsWith(".csv")) return "csv";
  const isText = /^text\/|(xml|yaml|toml|javascript|x-sh|x-python)$/.test(type);
  return isText || /\.(txt|md|py|sh|ya?ml|toml|cfg|ini|log|patch|html?)$/.test(path)
    ? "text"
    : "none";
}

interface TextPreviewProps {
  readonly run: string;
  readonly artifact: Artifact;
  readonly viewer: "json" | "table" | "csv" | "text";
}

function TextPreview({ run, artifact, viewer }: TextPreviewProps) {
  const text = useFileText(run, artifact.path, artifact.step);
  if (text.error) return <Failure what={artifact.path} error={text.error} retry={text.retry} />;
  if (text.data === undefined) return <Skeleton lines={8} />;
  if (viewer === "csv") return <Rows rows={parseCsv(text.data, MAX_ROWS)} />;
  const document = viewer === "text" ? undefined : parsed(text.data);
  const table = viewer === "table" ? tableRows(document) : null;
  if (table !== null) return <Rows rows={table} />;
  if (document !== undefined) return <JsonTree value={document} find="" />;
  return <pre class="file-text">{text.data}</pre>;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // It says that it is JSON and is not; shown as text it explains itself.
    return undefined;
  }
}

/** Rows of a logged table: its columns, then its rows. */
function tableRows(value: Json | undefined): string[][] | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { columns, rows } = value;
  if (!Array.isArray(columns) || !Array.isArray(rows)) return null;
  const body = rows.slice(0, MAX_ROWS).map((row) => (Array.isArray(row) ? row.map(cellText) : []));
  return [columns.map(cellText), ...body];
}

function cellText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function Rows({ rows }: { rows: readonly (readonly string[])[] }) {
  const [head = [], ...body] = rows;
  return (
    <div class="table-scroll">
      <table class="list dense">
        <thead>
          <tr>
            {head.map((title, i) => (
              <th key={i} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {body.length >= MAX_ROWS && <p class="faint">The first {MAX_ROWS} rows.</p>}
    </div>
  );
}

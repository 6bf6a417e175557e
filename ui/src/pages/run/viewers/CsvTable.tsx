import { useMemo } from "preact/hooks";
import type { FileOf } from "~/data/files";
import { parseCsv } from "~/pages/run/csv";
import { DataTable } from "~/pages/run/viewers/DataTable";
import { TextFile } from "~/pages/run/viewers/TextFile";

const MAX_BYTES = 10_000_000;
const MAX_ROWS = 200_000;

/** Rows of a file whose values stand between commas or tabs. */
export function CsvTable(file: FileOf) {
  return (
    <TextFile {...file} maxBytes={MAX_BYTES}>
      {(head) => <Rows path={file.artifact.path} text={head.text} />}
    </TextFile>
  );
}

function Rows({ path, text }: { path: string; text: string }) {
  const rows = useMemo(
    () => parseCsv(text, MAX_ROWS, /\.tsv$/i.test(path) ? "\t" : ","),
    [text, path],
  );
  return <DataTable label={path} rows={rows} />;
}

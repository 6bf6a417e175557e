import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { useCallback } from "preact/hooks";
import { Failure, Skeleton } from "~/components/Notice";
import { useLoaded } from "~/components/use_loaded";
import { type FileOf, pieces } from "~/data/files";
import { formatCount } from "~/lib/format";
import { DataTable } from "~/pages/run/viewers/DataTable";

const MAX_ROWS = 2_000;

interface FirstRows {
  readonly rows: readonly (readonly string[])[];
  readonly total: number;
  readonly groups: number;
}

/** The first rows of a Parquet file; only the pieces that hold them are fetched. */
export function ParquetTable({ run, artifact }: FileOf) {
  const load = useCallback(() => firstRows({ run, artifact }), [run, artifact]);
  const read = useLoaded(load);
  if (read instanceof Error) {
    return <Failure what={artifact.path} error={read} retry={() => window.location.reload()} />;
  }
  if (read === null) return <Skeleton lines={10} />;
  return (
    <>
      <p class="muted">
        Parquet · {formatCount(read.total)} rows in {formatCount(read.groups)} row{" "}
        {read.groups === 1 ? "group" : "groups"}
      </p>
      <DataTable label={artifact.path} rows={read.rows} total={read.total} />
    </>
  );
}

async function firstRows(given: FileOf): Promise<FirstRows> {
  const file = pieces(given);
  const metadata = await parquetMetadataAsync(file);
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  const total = Number(metadata.num_rows);
  const rowEnd = Math.min(total, MAX_ROWS);
  const found = await parquetReadObjects({ file, metadata, rowStart: 0, rowEnd });
  const body = found.map((row) => columns.map((name) => cellOf(row[name])));
  return { rows: [columns, ...body], total, groups: metadata.row_groups.length };
}

/** Parquet has more kinds of values than JSON: whole numbers of 64 bits, moments, bytes. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (typeof value !== "object") return String(value);
  return JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? String(one) : one));
}

import { Failure, Notice, Skeleton } from "~/components/Notice";
import { Snippet } from "~/components/Snippet";
import { useTables } from "~/data/tables";
import { search } from "~/lib/location";
import { changeTable, readTableState } from "~/pages/tables/state";
import { TableViewer } from "~/pages/tables/TableViewer";

const FIRST = `run.log_table(
    {"image": [runlore.Image(x) for x in images],
     "label": y, "pred": p, "conf": c},
    "predictions", step=epoch,
)`;

/** The tables of a run, one at a time. */
export function TablesPage({ project, run }: { project: string; run: string }) {
  const tables = useTables(run);
  const state = readTableState(search.value);
  if (tables.error) {
    return <Failure what="The tables" error={tables.error} retry={tables.retry} />;
  }
  if (tables.data === undefined) return <Skeleton lines={10} />;
  const first = tables.data[0];
  if (first === undefined) {
    return (
      <Notice title="No tables">
        <p>Log predictions with what they were made of, and look at every error here.</p>
        <Snippet code={FIRST} />
      </Notice>
    );
  }
  const table = tables.data.find((one) => one.path === state.table);
  if (table === undefined && state.table !== "") {
    return (
      <Notice title={`The run has no table ${state.table}`}>
        <button type="button" class="link" onClick={() => changeTable({ table: "" })}>
          Show {first.name}
        </button>
      </Notice>
    );
  }
  const shown = table ?? first;
  return (
    <TableViewer
      key={`${run} ${shown.path}`}
      {...{ project, run, state }}
      tables={tables.data}
      table={shown}
    />
  );
}

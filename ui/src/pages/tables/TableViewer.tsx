import { useCallback, useMemo, useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { artifactUrl } from "~/data/run";
import { isQueryError } from "~/data/run_list";
import { downloadCsv, type TableEntry } from "~/data/tables";
import { formatCount } from "~/lib/format";
import { FilterBar } from "~/pages/tables/FilterBar";
import { GroupGrid } from "~/pages/tables/GroupGrid";
import { Lightbox } from "~/pages/tables/Lightbox";
import { ColumnsMenu, GroupMenu, JoinMenu, PlotMenu } from "~/pages/tables/menus";
import { PlotArea } from "~/pages/tables/PlotArea";
import { RowDrawer } from "~/pages/tables/RowDrawer";
import { StepSlider } from "~/pages/tables/StepSlider";
import { changeTable, type TableState } from "~/pages/tables/state";
import { TableGrid, type TableGridEvents } from "~/pages/tables/TableGrid";
import { type ShownTable, useTable } from "~/pages/tables/use_table";

interface TableViewerProps {
  readonly project: string;
  readonly run: string;
  readonly tables: readonly TableEntry[];
  readonly table: TableEntry;
  readonly state: TableState;
}

/** One table: its filter and plot above, its rows or groups below, one row beside. */
export function TableViewer(props: TableViewerProps) {
  const { run, table, state } = props;
  const shown = useTable(run, table.path, state);
  const [picture, setPicture] = useState<string | null>(null);
  const other = state.join?.run ?? run;
  const urlOf = useCallback(
    (column: string, path: string) =>
      artifactUrl(column.startsWith("other.") ? other : run, path, null),
    [run, other],
  );
  if (shown.headError) return <NoTable error={shown.headError} shown={shown} state={state} />;
  const error = shown.list.error.value;
  const fault = error !== null && isQueryError(error) ? error : null;
  const isNumber = (name: string) =>
    shown.columns.some((column) => column.name === name && column.kind === "number");
  return (
    <div class="tables-page">
      <Toolbar {...props} shown={shown} />
      <div class="query-row">
        <FilterBar
          query={state.query}
          columns={shown.columns}
          error={fault}
          onQuery={(query) => changeTable({ query, row: null })}
        />
        <span class="muted">{countText(shown)}</span>
      </div>
      {state.pick !== "" && <Pick pick={state.pick} />}
      <div class="tables-body">
        <div class="tables-main">
          <PlotArea
            {...{ run, isNumber }}
            view={shown.view}
            plot={shown.plot}
            pick={state.pick}
            onPick={(pick) =>
              changeTable({ pick: pick === state.pick ? "" : pick, group: [], row: null })
            }
          />
          <Rows
            {...{ run, state, shown, urlOf }}
            failed={fault ? null : error}
            onPicture={setPicture}
          />
        </div>
        {state.row !== null && state.group.length === 0 && (
          <RowDrawer
            {...{ run, urlOf }}
            view={shown.listed}
            order={shown.order}
            index={state.row}
            count={shown.list.matched.value ?? 0}
            onMove={(row) => changeTable({ row }, "one of many")}
            onEnlarge={setPicture}
          />
        )}
      </div>
      {picture !== null && <Lightbox url={picture} onClose={() => setPicture(null)} />}
    </div>
  );
}

interface NoTableProps {
  readonly error: Error;
  readonly shown: ShownTable;
  readonly state: TableState;
}

function NoTable({ error, shown, state }: NoTableProps) {
  return (
    <div class="table-failure">
      <Failure what="The table" error={error} retry={shown.retryHead} />
      {state.join && (
        <p class="centred">
          <Button onClick={() => changeTable({ join: null })}>Show it without the join</Button>
        </p>
      )}
    </div>
  );
}

function countText({ list }: ShownTable): string {
  const matched = list.matched.value;
  if (matched === null) return "";
  const total = list.total.value;
  const rows = total === 1 ? "row" : "rows";
  return matched === total
    ? `${formatCount(total)} ${rows}`
    : `${formatCount(matched)} of ${formatCount(total)} ${rows}`;
}

function Toolbar({
  project,
  run,
  tables,
  table,
  state,
  shown,
}: TableViewerProps & { shown: ShownTable }) {
  const [failed, setFailed] = useState<string | null>(null);
  const { columns, plot, id } = shown;
  const save = () => {
    setFailed(null);
    const name = `${table.name.replaceAll("/", "_")}.csv`;
    downloadCsv(run, shown.listed, shown.order, name).catch((error: unknown) =>
      setFailed(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <div class="tables-toolbar">
      <select
        aria-label="Table"
        value={table.path}
        onChange={(event) =>
          changeTable({ ...UNSET, table: event.currentTarget.value, plot: null })
        }
      >
        {tables.map((one) => (
          <option key={one.path} value={one.path}>
            {one.name}
          </option>
        ))}
      </select>
      <StepSlider
        table={table}
        step={state.step}
        onStep={(step) => changeTable({ step, row: null }, "one of many")}
      />
      <span class="toolbar-gap" />
      <PlotMenu
        plot={plot}
        columns={columns}
        onPlot={(change) => changeTable({ ...change, pick: "" })}
      />
      <JoinMenu
        {...{ project, run, columns, plot, id }}
        join={state.join}
        onJoin={(join) => changeTable({ join, row: null, ...(join ? {} : { pick: "", sort: [] }) })}
      />
      <GroupMenu
        columns={columns}
        group={state.group}
        aggregates={state.aggregates}
        onGroup={(group, aggregates) => changeTable({ group, aggregates, row: null })}
      />
      <ColumnsMenu
        columns={columns}
        hidden={state.hidden}
        onHidden={(hidden) => changeTable({ hidden })}
      />
      <Button icon="download" onClick={save} title="All rows that match, as CSV">
        CSV
      </Button>
      {failed && <span role="alert">{failed}</span>}
    </div>
  );
}

/** What belongs to one table and not to the next. */
const UNSET = {
  step: null,
  query: "",
  pick: "",
  sort: [],
  hidden: [],
  group: [],
  aggregates: [],
  join: null,
  truth: "",
  predicted: "",
  row: null,
} as const;

/** The condition that a click made, and the way to drop it. */
function Pick({ pick }: { pick: string }) {
  return (
    <div class="pick-row">
      <span class="muted">Listed:</span>
      <code class="pick">{pick}</code>
      <Button icon="cross" onClick={() => changeTable({ pick: "", row: null })}>
        List all
      </Button>
    </div>
  );
}

interface RowsProps {
  readonly run: string;
  readonly state: TableState;
  readonly shown: ShownTable;
  readonly failed: Error | null;
  readonly urlOf: (column: string, path: string) => string;
  readonly onPicture: (url: string) => void;
}

function Rows({ run, state, shown, failed, urlOf, onPicture }: RowsProps) {
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  const { list, statistics } = shown;
  const context = useMemo(() => ({ statistics, widths, urlOf }), [statistics, widths, urlOf]);
  if (state.group.length > 0) {
    return (
      <GroupGrid
        run={run}
        view={shown.listed}
        by={state.group}
        aggregates={state.aggregates}
        onPick={(pick) => changeTable({ pick, group: [] })}
      />
    );
  }
  if (failed) {
    return <Failure what="The rows" error={failed} retry={() => window.location.reload()} />;
  }
  const matched = list.matched.value;
  if (matched === 0) return <NoRows state={state} total={list.total.value} />;
  if (matched === null) {
    return list.error.value ? (
      <p class="faint centred">The filter has to be mended first.</p>
    ) : (
      <Skeleton lines={10} />
    );
  }
  const events: TableGridEvents = {
    sorted: (column, further) =>
      changeTable({ sort: nextSort(state.sort, column, further), row: null }),
    resized: (column, width) => setWidths({ ...widths, [column]: width }),
    opened: (row) => changeTable({ row }),
    enlarged: onPicture,
  };
  return (
    <TableGrid
      label="Rows of the table"
      columns={shown.visible}
      sort={state.sort}
      {...{ list, context, events }}
    />
  );
}

function NoRows({ state, total }: { state: TableState; total: number }) {
  if (total === 0) {
    return (
      <Notice title="The table is empty">
        <p>It was logged without rows.</p>
      </Notice>
    );
  }
  return (
    <Notice title="No row matches">
      {state.query !== "" && (
        <Button onClick={() => changeTable({ query: "" })}>Drop the filter {state.query}</Button>
      )}
      {state.pick !== "" && (
        <Button onClick={() => changeTable({ pick: "" })}>Drop {state.pick}</Button>
      )}
    </Notice>
  );
}

/** Ascending, descending, not at all; a further key goes behind the others. */
function nextSort(sort: readonly string[], column: string, further: boolean): readonly string[] {
  const next = sort.includes(column) ? [`-${column}`] : sort.includes(`-${column}`) ? [] : [column];
  if (!further) return next;
  const at = sort.findIndex((one) => one === column || one === `-${column}`);
  return at < 0 ? [...sort, ...next] : sort.toSpliced(at, 1, ...next);
}

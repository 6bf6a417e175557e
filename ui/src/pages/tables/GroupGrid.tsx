import { useEffect, useMemo, useRef } from "preact/hooks";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { type Aggregate, type TableGroup, type TableView, useTableGroups } from "~/data/tables";
import type { GridColumn } from "~/grid/Column";
import { Grid } from "~/grid/Grid";
import { formatCount, formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { cellText } from "~/pages/tables/cells";
import { equals } from "~/pages/tables/state";

interface GroupGridProps {
  readonly run: string;
  readonly view: TableView;
  readonly by: readonly string[];
  readonly aggregates: readonly Aggregate[];
  /** The rows of a group are wanted. */
  readonly onPick: (condition: string) => void;
}

/** The groups, the largest first; a click lists the rows of one. */
export function GroupGrid({ run, view, by, aggregates, onPick }: GroupGridProps) {
  const answer = useTableGroups(run, view, by, aggregates);
  if (answer.error) return <Failure what="The groups" error={answer.error} retry={answer.retry} />;
  if (answer.data === undefined) return <Skeleton lines={8} />;
  const { groups, total } = answer.data;
  if (groups.length === 0) {
    return (
      <Notice title="No groups">
        <p>No row matches the filter.</p>
      </Notice>
    );
  }
  return (
    <div class="group-view">
      <Rows groups={groups} by={by} aggregates={aggregates} onPick={onPick} />
      {total > groups.length && (
        <p class="group-note">
          The largest {formatCount(groups.length)} of {formatCount(total)} groups.
        </p>
      )}
    </div>
  );
}

interface RowsProps {
  readonly groups: readonly TableGroup[];
  readonly by: readonly string[];
  readonly aggregates: readonly Aggregate[];
  readonly onPick: (condition: string) => void;
}

function Rows({ groups, by, aggregates, onPick }: RowsProps) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(onPick);
  latest.current = onPick;
  const columns = useMemo(
    () => groupColumns(by, aggregates, Math.max(...groups.map((group) => group.count))),
    [by, aggregates, groups],
  );
  useEffect(() => {
    if (host.current === null) return;
    const grid = new Grid<TableGroup>(host.current, "group", "Groups", {
      windowed: () => {},
      sorted: () => {},
      resized: () => {},
      hovered: () => {},
      acted: (act, row) => {
        const group = groups[row];
        if (act === "open" && group !== undefined) {
          latest.current(by.map((name, i) => equals(name, group.keys[i] ?? null)).join(" AND "));
        }
      },
    });
    grid.setColumns(columns, 0, []);
    grid.setRows({ count: groups.length, at: (index) => groups[index] });
    return () => grid.destroy();
  }, [columns, groups, by]);
  return <div class="grid" ref={host} />;
}

const PLAIN = { sortable: false, width: 150 } as const;

function groupColumns(
  by: readonly string[],
  aggregates: readonly Aggregate[],
  most: number,
): GridColumn<TableGroup>[] {
  return [...by.map(keyColumn), countColumn(most), ...aggregates.map(measureColumn)];
}

function keyColumn(name: string, i: number): GridColumn<TableGroup> {
  return {
    ...PLAIN,
    id: `by ${name}`,
    title: name,
    align: "left",
    render: (cell, group) => {
      const text = cellText(group.keys[i] ?? null);
      if (i > 0) {
        cell.textContent = text;
        return;
      }
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.dataset["act"] = "open";
      button.textContent = text;
      button.title = "List the rows of this group";
      cell.replaceChildren(button);
    },
  };
}

function countColumn(most: number): GridColumn<TableGroup> {
  return {
    ...PLAIN,
    width: 190,
    id: "count",
    title: "rows",
    align: "right",
    render: (cell, group) => {
      const meter = document.createElement("span");
      meter.className = "meter";
      meter.style.width = `${(group.count / most) * 80}px`;
      cell.replaceChildren(meter, formatCount(group.count));
    },
  };
}

function measureColumn(one: Aggregate, i: number): GridColumn<TableGroup> {
  return {
    ...PLAIN,
    id: `${one.measure} ${one.column}`,
    title: `${one.measure} of ${one.column}`,
    align: "right",
    render: (cell, group) => {
      const value = group.values[i] ?? null;
      cell.textContent = value === null ? "—" : formatNumber(toNumber(value), 5);
    },
  };
}

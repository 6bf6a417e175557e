import { useEffect, useMemo } from "preact/hooks";
import { useKeys } from "~/data/projects";
import type { RunSource } from "~/data/run_list";
import { cardColumns, cardIds } from "~/pages/workspace/cards";
import { fieldsFor } from "~/pages/workspace/fields";
import { RunsTable, type RunsTableProps } from "~/pages/workspace/RunsTable";
import type { RowContext } from "~/pages/workspace/row_context";
import type { WorkspaceState } from "~/pages/workspace/state";

/** CSS pixels: a card with the gap under it, and the titles that order the cards. */
const HEIGHTS = { row: 118, header: 36 };

interface RunCardsProps extends Omit<RunsTableProps, "columns" | "pinned" | "cards"> {
  readonly project: string;
  readonly list: RunSource;
  /** The columns of the table, in their order. */
  readonly ids: readonly string[];
  readonly all: "all" | "some" | "none";
  readonly context: RowContext;
  readonly state: WorkspaceState;
}

/** The table on a narrow screen: its rows are cards, with what a row has room for there. */
export function RunCards({ project, list, ids, all, context, state, ...table }: RunCardsProps) {
  const keys = useKeys(project).data;
  const stamp = cardIds(ids, keys ?? []).join("\n");
  const fields = fieldsFor([...ids, ...stamp.split("\n")], state);
  const wanted = JSON.stringify(fields);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text says what the fields are; the object is new each time.
  useEffect(() => list.need(fields), [list, wanted]);
  const columns = useMemo(
    () => cardColumns(stamp.split("\n"), all, context),
    [stamp, all, context],
  );
  return <RunsTable {...table} columns={columns} pinned={0} cards={HEIGHTS} />;
}

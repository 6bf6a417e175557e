/** What the cells of a row are told. */
import type { Run } from "~/data/projects";
import type { Average } from "~/pages/workspace/table_state";

/** What cells must know beside the row. */
export interface RowContext {
  /** The colour slot of a run with curves, null for one without. */
  slotOf(run: string): number | null;
  /** The colour slot of a group, null for one that holds groups. */
  groupSlot(key: string): number | null;
  isSelected(run: string): boolean;
  hrefOf(run: Run): string;
  readonly baseline: Run | undefined;
  readonly average: Average;
  /** Whether groups show averages with their spread. */
  readonly isGrouped: boolean;
}

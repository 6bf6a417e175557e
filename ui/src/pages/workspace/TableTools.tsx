import { lazy } from "~/components/lazy";
import { Popover } from "~/components/Popover";
import type { ColumnPickerProps } from "~/pages/workspace/ColumnPicker";
import { fieldTitle, parseField } from "~/pages/workspace/fields";
import type { GroupPickerProps } from "~/pages/workspace/GroupPicker";

const ColumnPicker = lazy(
  async () => (await import("~/pages/workspace/ColumnPicker")).ColumnPicker,
  "The columns",
);
const GroupPicker = lazy(
  async () => (await import("~/pages/workspace/GroupPicker")).GroupPicker,
  "The groups",
);

/** Opens the choice of columns. */
export function Columns(props: ColumnPickerProps) {
  return (
    <Popover label="Columns" icon="columns">
      {() => <ColumnPicker {...props} />}
    </Popover>
  );
}

/** Opens the choice of groups, and says which there are. */
export function Groups(props: GroupPickerProps) {
  const names = props.state.group.map(titleOf);
  const label =
    names.length > 0 ? `Group: ${names.join(", ")}` : props.state.tree ? "Tree" : "Group";
  return (
    <Popover label={label} icon="folder">
      {() => <GroupPicker {...props} />}
    </Popover>
  );
}

function titleOf(id: string): string {
  const field = parseField(id);
  return field === null ? id : fieldTitle(field);
}

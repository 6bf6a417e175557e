import { Button } from "~/components/Button";
import { Popover } from "~/components/Popover";
import { fieldName } from "~/panels/added";
import { PickList } from "~/panels/toolbar/PickList";

interface GroupMenuProps {
  /** Column ids of params and tags. */
  readonly fields: readonly string[];
  readonly groupBy: readonly string[];
  readonly onChange: (groupBy: readonly string[]) => void;
}

/** By what runs are joined to groups, such as all params but the seed. */
export function GroupMenu({ fields, groupBy, onChange }: GroupMenuProps) {
  const label = groupBy.length === 0 ? "Group curves…" : `By ${groupBy.map(fieldName).join(", ")}`;
  const toggle = (field: string) =>
    onChange(
      groupBy.includes(field) ? groupBy.filter((one) => one !== field) : [...groupBy, field],
    );
  return (
    <Popover label={label}>
      {(close) => (
        <>
          <PickList
            label="Group runs by"
            names={[...groupBy, ...fields.filter((field) => !groupBy.includes(field))]}
            chosen={groupBy}
            onPick={toggle}
          />
          {groupBy.length > 0 && (
            <Button
              onClick={() => {
                onChange([]);
                close();
              }}
            >
              No groups
            </Button>
          )}
        </>
      )}
    </Popover>
  );
}

import { Icon } from "~/components/Icon";
import { STATUS_LOOKS, type Status as StatusName } from "~/lib/status";

/** The state of a run: icon, word and colour together, never colour alone. */
export function Status({ status }: { status: StatusName }) {
  const look = STATUS_LOOKS[status];
  return (
    <span class={`status ${look.tone}`}>
      <Icon name={look.icon} />
      {look.word}
    </span>
  );
}

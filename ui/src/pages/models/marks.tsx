import { Icon } from "~/components/Icon";
import type { Stage } from "~/data/models";
import type { IconName } from "~/lib/icons";

const LOOKS: Record<Stage, { icon: IconName; tone: string; word: string }> = {
  None: { icon: "clock", tone: "none", word: "No stage" },
  Staging: { icon: "flag", tone: "staging", word: "Staging" },
  Production: { icon: "check", tone: "production", word: "Production" },
  Archived: { icon: "folder", tone: "archived", word: "Archived" },
};

/** The stage of a version: icon, word and colour together. */
export function StageMark({ stage }: { stage: Stage }) {
  const look = LOOKS[stage];
  return (
    <span class={`stage ${look.tone}`}>
      <Icon name={look.icon} />
      {look.word}
    </span>
  );
}

/** A name that points to a version. */
export function AliasChip({ alias, onRemove }: { alias: string; onRemove?: () => void }) {
  return (
    <span class="chip alias">
      @{alias}
      {onRemove !== undefined && (
        <button type="button" aria-label={`Remove alias ${alias}`} onClick={onRemove}>
          <Icon name="cross" />
        </button>
      )}
    </span>
  );
}

/** Labels, as key and value. */
export function Tags({ tags }: { tags: Readonly<Record<string, string>> }) {
  return (
    <>
      {Object.entries(tags).map(([key, value]) => (
        <span key={key} class="tag-chip" title={`${key}: ${value}`}>
          <span class="faint">{key}</span> {value}
        </span>
      ))}
    </>
  );
}

import { useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import type { RegisteredModel } from "~/data/models";
import { links } from "~/lib/location";
import { RemoveAlias } from "~/pages/models/dialogs";
import { AliasChip } from "~/pages/models/marks";

/** The names of a model that point to versions. */
export function AliasList({ model }: { model: RegisteredModel }) {
  const [removing, setRemoving] = useState<string | null>(null);
  const aliases = Object.entries(model.aliases).sort(([a], [b]) => a.localeCompare(b));
  return (
    <section class="block">
      <h2>Aliases</h2>
      {aliases.length === 0 && (
        <p class="faint">None. An alias such as @champion names a version for those who load it.</p>
      )}
      <ul class="alias-list">
        {aliases.map(([alias, version]) => (
          <li key={alias}>
            <AliasChip alias={alias} />
            <Icon name="arrowRight" />
            <Link to={links.version(model.name, version)} class="version-link">
              v{version}
            </Link>
            <code class="faint clip">
              models:/{model.name}@{alias}
            </code>
            <IconButton
              name={`Remove alias ${alias}`}
              icon="cross"
              onClick={() => setRemoving(alias)}
            />
          </li>
        ))}
      </ul>
      {removing !== null && (
        <RemoveAlias model={model.name} alias={removing} onClose={() => setRemoving(null)} />
      )}
    </section>
  );
}

import { CopyButton } from "~/components/CopyButton";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { type Recipe, useRecipe } from "~/data/lineage";
import type { Run } from "~/data/projects";
import type { IconName } from "~/lib/icons";
import { links } from "~/lib/location";
import { type RecipeRow, recipeRows } from "~/pages/run/recipe_rows";

/** What went into a run, group by group, and what could not be captured. */
export function RecipeBlock({ run }: { run: Run }) {
  const recipe = useRecipe(run.id);
  if (recipe.error) return <Failure what="The recipe" error={recipe.error} retry={recipe.retry} />;
  if (recipe.data === undefined) return <Skeleton lines={8} />;
  const all = recipe.data.digests["all"];
  return (
    <section class="block" aria-label="Recipe">
      <header class="block-head">
        <h2>Recipe</h2>
        {all !== undefined && <CopyButton text={all} label="Copy fingerprint" />}
      </header>
      {all === undefined && (
        <p class="faint recipe-note">
          There is no fingerprint: a group is not known, or the run has not ended.
        </p>
      )}
      <table class="list recipe" aria-label="Groups of the recipe">
        <tbody>
          {recipeRows(recipe.data).map((row) => (
            <Row key={row.group} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row }: { row: RecipeRow }) {
  return (
    <tr>
      <th scope="row">
        <Mark row={row} />
        {row.group}
      </th>
      <td class="wraps">
        {row.said}
        {row.missing.map(({ what, why }) => (
          <p key={`${what} ${why}`} class="recipe-missing">
            {what !== row.group && (
              <>
                <code>{what}</code>:{" "}
              </>
            )}
            {why}
          </p>
        ))}
      </td>
      <td class="right">
        {row.digest !== "" && <CopyButton text={row.digest} label={row.digest.slice(0, 8)} />}
      </td>
    </tr>
  );
}

/** Whether a group was captured, as an icon with its word for those who do not see it. */
function Mark({ row }: { row: RecipeRow }) {
  const { icon, tone, word } = LOOKS[row.state];
  return (
    <span class={`status ${tone}`}>
      <Icon name={icon} />
      <span class="visually-hidden">{word}: </span>
    </span>
  );
}

const LOOKS: Readonly<Record<RecipeRow["state"], { icon: IconName; tone: string; word: string }>> =
  {
    whole: { icon: "check", tone: "ok", word: "captured" },
    partly: { icon: "warning", tone: "warn", word: "partly captured" },
    absent: { icon: "cross", tone: "fail", word: "not captured" },
  };

/** The recipe in one line for each group, with the way to all of it. */
export function RecipeSummary({ run }: { run: Run }) {
  const recipe = useRecipe(run.id);
  if (recipe.error || recipe.data === undefined) return null;
  const rows = recipeRows(recipe.data);
  return (
    <section class="block" aria-label="Captured">
      <header class="block-head">
        <h2>Captured</h2>
        <span class="count">{counted(recipe.data, rows)}</span>
      </header>
      <ul class="captures">
        {rows.map((row) => (
          <li key={row.group}>
            <Mark row={row} />
            <span>{row.group}</span>
            <span class="muted">
              {row.missing.length > 0 ? `${row.missing.length} missing` : row.said}
            </span>
          </li>
        ))}
      </ul>
      <Link to={links.run(run.project, run.id, "reproduce")}>How to run it again</Link>
    </section>
  );
}

function counted(recipe: Recipe, rows: readonly RecipeRow[]): string {
  const known = rows.filter(({ digest }) => digest !== "").length;
  const missing = recipe.missing.length;
  return `${known} of ${rows.length}${missing > 0 ? ` · ${missing} missing` : ""}`;
}

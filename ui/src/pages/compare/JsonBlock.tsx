import { useMemo } from "preact/hooks";
import type { Json } from "~/lib/json";
import { diffJson } from "~/lib/json_diff";
import { isWanted, JsonDiffTree } from "~/pages/compare/JsonDiffTree";

interface JsonBlockProps {
  readonly title: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly find: string;
  readonly onlyDifferences: boolean;
}

/** One document of both runs, or one line that says that it is the same. */
export function JsonBlock({ title, before, after, find, onlyDifferences }: JsonBlockProps) {
  const diff = useMemo(() => diffJson(before, after), [before, after]);
  const text = find.toLowerCase();
  const wanted = diff.children.some((child) => isWanted(child, text, onlyDifferences));
  return (
    <section class="block">
      <header class="block-head">
        <h2 class="capital">{title}</h2>
        <span class={diff.differences > 0 ? "chip" : "faint"}>{countText(diff.differences)}</span>
      </header>
      {wanted && (
        <div class="json-heads faint" aria-hidden="true">
          <span class="json-head">Baseline</span>
          <span class="json-head">Other</span>
        </div>
      )}
      {wanted && <JsonDiffTree diff={diff} find={text} onlyDifferences={onlyDifferences} />}
      {!wanted && find !== "" && <p class="faint">Nothing in it holds “{find}”.</p>}
    </section>
  );
}

function countText(count: number): string {
  if (count === 0) return "the same";
  return count === 1 ? "1 difference" : `${count} differences`;
}

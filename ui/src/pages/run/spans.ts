/** Coloured source as data: what the highlighter wrote as HTML becomes lines of styled spans. */
export interface SourceSpan {
  readonly text: string;
  /** CSS classes such as `hljs-keyword`; empty for plain text. */
  readonly style: string;
}

export type SourceLine = readonly SourceSpan[];

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
};
const PIECE = /<span class="([\w\s-]*)">|(<\/span>)|([^<]+)/g;

/** Reads the highlighter's output, which is escaped text and spans with a class, nothing else. */
export function linesOfHtml(html: string): SourceLine[] {
  const lines: SourceSpan[][] = [[]];
  const styles: string[] = [];
  for (const [, opened, closed, text] of html.matchAll(PIECE)) {
    if (opened !== undefined) styles.push(opened);
    else if (closed !== undefined) styles.pop();
    else if (text !== undefined) addText(lines, decoded(text), styles.at(-1) ?? "");
  }
  return lines;
}

/** Lines of a text without colours. */
export function plainLines(text: string): SourceLine[] {
  return text.split("\n").map((line) => [{ text: line, style: "" }]);
}

function addText(lines: SourceSpan[][], text: string, style: string): void {
  text.split("\n").forEach((part, i) => {
    if (i > 0) lines.push([]);
    if (part !== "") lines.at(-1)?.push({ text: part, style });
  });
}

function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * The part of YAML in which model manifests and configs are written: nested mappings and lists, plain
 * and quoted scalars, block texts, and flow values that are JSON. What goes beyond is refused.
 */
import { isObject, type Json } from "~/lib/json";

/** The text is not YAML, or more of it than is read here. */
export class YamlError extends Error {
  override readonly name = "YamlError";
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

const KEY =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'[\]{}&*!|>%@`#,-][^#]*?|-[^\s#][^#]*?)\s*:(?:\s+(.*)|)$/;
const BLOCK = /^([|>])([+-]?)$/;

/** The document in a text. Throws a YamlError. */
export function parseYaml(text: string): Json {
  // A JSON document is a YAML document too, and may be written over many lines.
  if (/^\s*[[{]/.test(text)) return flow(text);
  return new Reader(text).document();
}

class Reader {
  private readonly lines: Line[];
  private at = 0;

  constructor(text: string) {
    const body = text.replace(/^---[ \t]*\r?\n/, "");
    this.lines = body.split(/\r?\n/).map((line) => {
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      return { indent, text: line.slice(indent).trimEnd() };
    });
  }

  document(): Json {
    const first = this.peek();
    if (first === undefined) return null;
    const value = this.node(first.indent);
    const rest = this.peek();
    if (rest !== undefined) throw new YamlError(`“${rest.text}” does not belong there`);
    return value;
  }

  /** The next line with something on it. */
  private peek(): Line | undefined {
    while (this.at < this.lines.length && /^(#|$)/.test(this.lines[this.at]?.text ?? "")) this.at++;
    return this.lines[this.at];
  }

  private node(indent: number): Json {
    const line = this.peek();
    if (line === undefined) return null;
    if (isItem(line.text)) return this.list(indent);
    if (KEY.test(line.text)) return this.mapping(indent);
    this.at += 1;
    return scalar(line.text);
  }

  private mapping(indent: number): Json {
    const found: [string, Json][] = [];
    for (let line = this.peek(); line?.indent === indent; line = this.peek()) {
      if (isItem(line.text)) break;
      const [, key = "", rest = ""] = KEY.exec(line.text) ?? [];
      if (key === "") throw new YamlError(`“${line.text}” has no key`);
      this.at += 1;
      found.push([String(scalar(key)), this.valueOf(rest, indent)]);
    }
    // Not by assignment: a key may be called __proto__.
    return Object.fromEntries(found);
  }

  /** What stands behind a key: on its line, or indented below; lists may stand below it unindented. */
  private valueOf(rest: string, indent: number): Json {
    const block = BLOCK.exec(rest);
    if (block !== null) return this.block(indent, block[1] === ">");
    if (rest !== "" && !rest.startsWith("#")) return scalar(rest + this.continued(indent));
    const next = this.peek();
    if (next === undefined) return null;
    if (next.indent > indent) return this.node(next.indent);
    return next.indent === indent && isItem(next.text) ? this.list(indent) : null;
  }

  /** Further lines of a plain or quoted scalar. */
  private continued(indent: number): string {
    let more = "";
    for (let line = this.lines[this.at]; line && line.text !== "" && line.indent > indent; ) {
      more += ` ${line.text}`;
      this.at += 1;
      line = this.lines[this.at];
    }
    return more;
  }

  private list(indent: number): Json {
    const found: Json[] = [];
    for (let line = this.peek(); line?.indent === indent; line = this.peek()) {
      if (!isItem(line.text)) break;
      const inner = line.text.slice(1).trimStart();
      const deeper = indent + line.text.length - inner.length;
      if (isItem(inner) || KEY.test(inner)) {
        // The rest of the line is the first line of what is in the item.
        this.lines[this.at] = { indent: deeper, text: inner };
        found.push(this.node(deeper));
      } else {
        this.at += 1;
        found.push(this.valueOf(inner, indent));
      }
    }
    return found;
  }

  private block(indent: number, isFolded: boolean): string {
    const taken: string[] = [];
    let inner: number | null = null;
    for (let line = this.lines[this.at]; line; line = this.lines[this.at]) {
      if (line.text !== "" && line.indent <= indent) break;
      if (line.text !== "") inner ??= line.indent;
      taken.push(" ".repeat(Math.max(0, line.indent - (inner ?? 0))) + line.text);
      this.at += 1;
    }
    return taken.join(isFolded ? " " : "\n").trimEnd();
  }
}

function isItem(text: string): boolean {
  return text === "-" || text.startsWith("- ");
}

const WORDS: Readonly<Record<string, Json>> = {
  ...{ null: null, Null: null, NULL: null, "~": null, true: true, True: true, TRUE: true },
  ...{ false: false, False: false, FALSE: false },
};

function scalar(whole: string): Json {
  if (whole.startsWith("'")) return singleQuoted(whole);
  if (/^["[{]/.test(whole)) return flow(whole);
  const text = whole.replace(/\s+#.*$/, "");
  if (/^[&*!|>%@`]/.test(text)) throw new YamlError(`“${text}” is more YAML than is read here`);
  if (Object.hasOwn(WORDS, text)) return WORDS[text] ?? null;
  return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}

function singleQuoted(text: string): string {
  const match = /^'((?:[^']|'')*)'(?:\s+#.*)?$/.exec(text);
  if (match === null) throw new YamlError(`${text} does not end its quote`);
  return (match[1] ?? "").replaceAll("''", "'");
}

function flow(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new YamlError(`“${text}” is more YAML than is read here`);
  }
}

/** A document as YAML. Texts that could be read as something else are quoted. */
export function toYaml(value: Json, indent = ""): string {
  if (Array.isArray(value)) return value.map((one) => `${indent}-${below(one, indent)}`).join("\n");
  if (!isObject(value)) return indent + plainOrQuoted(value);
  return Object.entries(value)
    .map(([key, one]) => `${indent}${plainOrQuoted(key)}:${below(one, indent)}`)
    .join("\n");
}

function below(value: Json, indent: string): string {
  const isNested = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  return isNested ? `\n${toYaml(value, `${indent}  `)}` : ` ${plainOrQuoted(value)}`;
}

function plainOrQuoted(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const isPlain = /^[A-Za-z_/.][\w./ +@-]*$/.test(value) && !value.endsWith(" ");
  const meansElse = /^(?:null|true|false|yes|no|on|off|y|n|\.inf|\.nan|\.\d.*|~)$/i.test(value);
  return isPlain && !meansElse ? value : JSON.stringify(value);
}

/** What goes into a model and comes out of it, as its `MLmodel` file tells. */
import { isObject, type Json } from "~/lib/json";

export interface SignatureField {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

export interface Signature {
  readonly inputs: readonly SignatureField[];
  readonly outputs: readonly SignatureField[];
  readonly params: readonly SignatureField[];
}

const PARTS = ["inputs", "outputs", "params"] as const;

/**
 * Reads the signature of an `MLmodel` file; null when it tells of none, or not so that it can be read.
 * Only this one block of the YAML is read: each part is a text of JSON, quoted or not, which may go on
 * in lines that are set in further.
 */
export function readSignature(text: string): Signature | null {
  const block = /^signature:\s*\n((?:[ \t]+.*(?:\n|$))+)/m.exec(text)?.[1];
  if (block === undefined) return null;
  const parts = PARTS.map((part) => fieldsOf(scalarOf(block, part)));
  const [inputs = [], outputs = [], params = []] = parts;
  return parts.every((fields) => fields.length === 0) ? null : { inputs, outputs, params };
}

/** The text of one key: first line and those that go on, as YAML folds them. */
function scalarOf(block: string, key: string): string {
  const lines = block.split("\n");
  const start = lines.findIndex((line) => line.trimStart().startsWith(`${key}:`));
  const first = lines[start];
  if (first === undefined) return "";
  const depth = first.length - first.trimStart().length;
  const parts = [first.slice(first.indexOf(":") + 1)];
  for (const line of lines.slice(start + 1)) {
    if (line.trim() === "" || line.length - line.trimStart().length <= depth) break;
    parts.push(line);
  }
  return unquoted(
    parts
      .map((part) => part.trim())
      .join(" ")
      .trim(),
  );
}

function unquoted(text: string): string {
  if (text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (!text.startsWith('"')) return text;
  const inner = parsed(text);
  return typeof inner === "string" ? inner : text;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not as we read it: the file itself can still be opened.
    return undefined;
  }
}

function fieldsOf(text: string): SignatureField[] {
  const value = parsed(text);
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((field, i) => ({
    name: String(field["name"] ?? `#${i}`),
    type: typeOf(field),
    isRequired: field["required"] !== false && field["optional"] !== true,
  }));
}

/** A type in one line: `double`, `tensor float32 (−1, 2)`. */
function typeOf(field: { readonly [key: string]: Json }): string {
  const spec = field["tensor-spec"];
  if (isObject(spec)) {
    const shape = Array.isArray(spec["shape"]) ? ` (${spec["shape"].join(", ")})` : "";
    return `tensor ${String(spec["dtype"] ?? "")}${shape}`;
  }
  const { type } = field;
  return typeof type === "string" ? type : JSON.stringify(type ?? "any");
}

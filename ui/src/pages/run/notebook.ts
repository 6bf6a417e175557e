/** Reads a Jupyter notebook (format 4) into what is shown of it. */
import { isObject, type Json } from "~/lib/json";

export type Output =
  | { readonly kind: "text"; readonly text: string; readonly isError: boolean }
  | { readonly kind: "image"; readonly url: string }
  | { readonly kind: "html" | "markdown"; readonly text: string }
  | { readonly kind: "left-out"; readonly types: string };

export interface Cell {
  readonly kind: "code" | "markdown" | "raw";
  readonly source: string;
  readonly count: string;
  readonly outputs: readonly Output[];
}

/** The cells of a notebook; throws when the text is none. */
export function parseNotebook(text: string): Cell[] {
  const told = JSON.parse(text) as Json;
  const cells = isObject(told) ? told["cells"] : undefined;
  if (!Array.isArray(cells)) throw new Error("This is no notebook of format 4: it has no cells.");
  return cells.filter(isObject).map(cellOf);
}

function cellOf(cell: { [name: string]: Json }): Cell {
  const type = cell["cell_type"];
  const outputs = cell["outputs"];
  const count = cell["execution_count"];
  return {
    kind: type === "code" || type === "markdown" ? type : "raw",
    source: joined(cell["source"]),
    count: typeof count === "number" ? String(count) : " ",
    outputs: Array.isArray(outputs) ? outputs.filter(isObject).map(outputOf) : [],
  };
}

function outputOf(output: { [name: string]: Json }): Output {
  if (output["output_type"] === "stream") {
    const isError = output["name"] === "stderr";
    return { kind: "text", text: joined(output["text"]), isError };
  }
  if (output["output_type"] === "error") {
    const said = `${joined(output["ename"])}: ${joined(output["evalue"])}`;
    const trace = output["traceback"];
    const text = Array.isArray(trace) && trace.length > 0 ? trace.map(String).join("\n") : said;
    return { kind: "text", text, isError: true };
  }
  return richest(isObject(output["data"]) ? output["data"] : {});
}

/** The form of an output that shows most without running anything. */
function richest(data: { [type: string]: Json }): Output {
  for (const type of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
    const bytes = joined(data[type]).replace(/\s/g, "");
    if (/^[\w+/=]+$/.test(bytes)) return { kind: "image", url: `data:${type};base64,${bytes}` };
  }
  const drawing = joined(data["image/svg+xml"]);
  if (drawing !== "") {
    return { kind: "image", url: `data:image/svg+xml,${encodeURIComponent(drawing)}` };
  }
  if (data["text/html"] !== undefined) return { kind: "html", text: joined(data["text/html"]) };
  if (data["text/markdown"] !== undefined) {
    return { kind: "markdown", text: joined(data["text/markdown"]) };
  }
  if (data["text/plain"] !== undefined) {
    return { kind: "text", text: joined(data["text/plain"]), isError: false };
  }
  return { kind: "left-out", types: Object.keys(data).join(", ") || "nothing" };
}

/** Texts are one string or a list of lines. */
function joined(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(String).join("");
  return typeof value === "string" ? value : "";
}

/** Reads what an MLmodel file says of the model beside it. */
import { isObject, type Json } from "~/lib/json";
import { cellText } from "~/pages/run/table_rows";
import { parseYaml } from "~/pages/run/yaml";

export interface Port {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
}

export interface Manifest {
  readonly facts: readonly (readonly [string, string])[];
  readonly flavors: readonly {
    readonly name: string;
    readonly fields: readonly (readonly [string, string])[];
  }[];
  readonly inputs: readonly Port[] | null;
  readonly outputs: readonly Port[] | null;
  readonly params: readonly Port[] | null;
}

const FACTS = {
  model_id: "Model ID",
  model_uuid: "UUID",
  utc_time_created: "Created (UTC)",
  mlflow_version: "MLflow version",
  runlore_version: "Runlore version",
  run_id: "Run",
} as const;

/** The manifest in a text; throws when it is none. */
export function parseManifest(text: string): Manifest {
  const told = parseYaml(text);
  const flavors = isObject(told) ? told["flavors"] : undefined;
  if (!isObject(told) || !isObject(flavors)) throw new Error("This MLmodel file names no flavors.");
  const signature = isObject(told["signature"]) ? told["signature"] : {};
  return {
    facts: Object.entries(FACTS).flatMap(([key, label]) =>
      told[key] === undefined || told[key] === null ? [] : [[label, cellText(told[key])] as const],
    ),
    flavors: Object.entries(flavors).map(([name, fields]) => ({ name, fields: fieldsOf(fields) })),
    inputs: portsOf(signature["inputs"]),
    outputs: portsOf(signature["outputs"]),
    params: portsOf(signature["params"]),
  };
}

function fieldsOf(value: Json): [string, string][] {
  if (!isObject(value)) return [];
  return Object.entries(value)
    .filter(([, one]) => one !== null)
    .map(([key, one]) => [key, cellText(one)]);
}

/** Columns or tensors of a signature, which stands in the file as JSON text. */
function portsOf(value: Json | undefined): Port[] | null {
  if (typeof value !== "string") return null;
  const told = JSON.parse(value) as Json;
  return Array.isArray(told) ? told.filter(isObject).map(portOf) : null;
}

function portOf(port: { [name: string]: Json }, index: number): Port {
  return {
    name: typeof port["name"] === "string" ? port["name"] : String(index),
    type: typeText(port),
    isOptional: port["required"] === false || port["default"] !== undefined,
  };
}

function typeText(port: { [name: string]: Json }): string {
  const spec = port["tensor-spec"];
  if (!isObject(spec)) return cellText(port["type"]);
  const shape = Array.isArray(spec["shape"]) ? spec["shape"].map(axisText).join(" × ") : "";
  return `${cellText(spec["dtype"])} (${shape})`;
}

/** A length that may be any is written as −1. */
function axisText(length: Json): string {
  return length === -1 ? "any" : String(length);
}

/** Reads what a safetensors file says of itself: names, types and shapes, not the numbers. */
import { isObject, type Json } from "~/lib/json";

export interface Tensor {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** Bytes of the number that says how long the header is. */
export const LENGTH_BYTES = 8;

/** More header than any model has; it would be a bad file. */
const MAX_HEADER_BYTES = 50_000_000;

/** Bytes of the header, from the first eight of the file; throws when it is no such file. */
export function headerLength(start: ArrayBuffer, fileBytes: number): number {
  const length =
    start.byteLength < LENGTH_BYTES ? 0 : Number(new DataView(start).getBigUint64(0, true));
  if (length < 2 || length > Math.min(MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES)) {
    throw new Error("This is not a safetensors file: its first eight bytes give no header length.");
  }
  return length;
}

/** The tensors that a header names. */
export function tensorsOf(header: string): Tensor[] {
  const told = JSON.parse(header) as Json;
  if (!isObject(told)) throw new Error("The header of this safetensors file is no JSON object.");
  return Object.entries(told).flatMap(([name, value]) => {
    if (name === "__metadata__" || !isObject(value)) return [];
    const [from = 0, to = 0] = numbers(value["data_offsets"]);
    return [
      { name, type: String(value["dtype"]), shape: numbers(value["shape"]), bytes: to - from },
    ];
  });
}

function numbers(value: Json | undefined): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeTiles, FrameError, type Tile } from "~/series/decode";

interface GoldenTile {
  readonly series: number;
  readonly mode: number;
  readonly level: number;
  readonly tile: number;
  readonly y_base: number | string;
  readonly last_x: number | string;
  readonly last_y: number | string;
  readonly columns: Readonly<Record<string, readonly (number | string)[]>>;
}

interface GoldenFrame {
  readonly name: string;
  readonly base64: string;
  readonly tiles: readonly GoldenTile[];
}

/** The same file is read by the Python tests of `runlore.wire.columns`. */
const golden: GoldenFrame[] = JSON.parse(
  readFileSync(new URL("../../../tests/golden/series/rlt1.json", import.meta.url), "utf8"),
);

function bytesOf(frame: GoldenFrame): ArrayBuffer {
  return Uint8Array.from(Buffer.from(frame.base64, "base64")).buffer;
}

function plain(tile: Tile) {
  const { mode, series, level, tile: index, lastX, lastY } = tile;
  const head = { mode: mode === "raw" ? 0 : 1, series, level, tile: index, lastX, lastY };
  if (tile.mode === "raw") return { ...head, columns: { x: [...tile.x], y: [...tile.y] } };
  const { bucket, flags, count, first, min, max, last, mean } = tile;
  const columns: Record<string, number[]> = {};
  for (const [name, column] of Object.entries({
    bucket,
    flags,
    count,
    first,
    min,
    max,
    last,
    mean,
  })) {
    if (column !== null) columns[name] = [...column];
  }
  return { ...head, columns };
}

function expected(tile: GoldenTile) {
  const columns = Object.fromEntries(
    Object.entries(tile.columns).map(([name, values]) => [name, values.map(Number)]),
  );
  return {
    ...{ mode: tile.mode, series: tile.series, level: tile.level, tile: tile.tile },
    ...{ lastX: Number(tile.last_x), lastY: Number(tile.last_y), columns },
  };
}

describe("a frame written by the server", () => {
  test.each(golden)("is read exactly: $name", (frame) => {
    expect(decodeTiles(bytesOf(frame)).map(plain)).toEqual(frame.tiles.map(expected));
  });
});

test("bytes that are no frame are refused, not drawn", () => {
  expect(() => decodeTiles(new ArrayBuffer(24))).toThrow(FrameError);
  expect(() => decodeTiles(new ArrayBuffer(3))).toThrow("ends in its header");
});

test("a frame that ends in a column is refused", () => {
  const whole = golden.find((frame) => frame.name === "raw points");
  if (whole === undefined) throw new Error("The golden file has no frame of raw points.");
  const bytes = bytesOf(whole);
  expect(() => decodeTiles(bytes.slice(0, bytes.byteLength - 8))).toThrow("ends in a column");
});

test("a newer version says that the page must be loaded again", () => {
  const frame = golden[0];
  if (frame === undefined) throw new Error("The golden file is empty.");
  const bytes = bytesOf(frame);
  new DataView(bytes).setUint16(4, 9, true);
  expect(() => decodeTiles(bytes)).toThrow("reload the page");
});

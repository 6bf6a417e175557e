/**
 * Reads `RLT1` frames of chart tiles (`src/runlore/wire/columns.py` is their description). Columns are
 * typed arrays laid over the bytes: nothing is copied and no point becomes an object.
 */

/** Exact points of one tile, in the order of x. */
export interface RawTile {
  readonly mode: "raw";
  readonly series: number;
  readonly level: number;
  readonly tile: number;
  readonly lastX: number;
  readonly lastY: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Statistics of the buckets of one tile that hold points; values stand `yBase` below the truth. */
export interface BucketTile {
  readonly mode: "buckets";
  readonly series: number;
  readonly level: number;
  readonly tile: number;
  readonly lastX: number;
  readonly lastY: number;
  readonly yBase: number;
  readonly bucket: Uint8Array;
  readonly flags: Uint8Array;
  readonly count: Uint32Array | null;
  readonly first: Float32Array | null;
  readonly min: Float32Array | null;
  readonly max: Float32Array | null;
  readonly last: Float32Array | null;
  readonly mean: Float32Array | null;
}

export type Tile = RawTile | BucketTile;

/** Buckets of one tile. */
export const TILE_BUCKETS = 256;

/** What the points of a bucket were, as bits. */
export const Flag = { nan: 1, positiveInfinity: 2, negativeInfinity: 4, minFirst: 8 } as const;

const MAGIC = 0x31544c52; // "RLT1", little-endian
const VERSION = 1;
const HEAD_BYTES = 24;
const TILE_BYTES = 48;
const COUNT_BIT = 1;
const FLOAT_BITS = [2, 4, 8, 16, 32] as const; // first, min, max, last, mean

/** The bytes are not a frame that this page understands. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** Tiles of a frame, in the order in which the server sent them. */
export function decodeTiles(bytes: ArrayBuffer): Tile[] {
  if (bytes.byteLength < HEAD_BYTES) throw new FrameError("The chart data ends in its header.");
  const view = new DataView(bytes);
  if (view.getUint32(0, true) !== MAGIC) throw new FrameError("This is not chart data.");
  const version = view.getUint16(4, true);
  if (version !== VERSION) {
    throw new FrameError(`The chart data has version ${version}; reload the page.`);
  }
  const tiles: Tile[] = [];
  const count = view.getUint32(8, true);
  for (let i = 0; i < count; i += 1) tiles.push(decodeTile(view, HEAD_BYTES + i * TILE_BYTES));
  return tiles;
}

function decodeTile(view: DataView, at: number): Tile {
  const n = view.getUint32(at + 16, true);
  const reader = new ColumnReader(view.buffer as ArrayBuffer, view.getUint32(at + 20, true), n);
  const head = {
    series: view.getUint32(at, true),
    level: view.getInt8(at + 5),
    tile: Number(view.getBigInt64(at + 8, true)),
    lastX: view.getFloat64(at + 32, true),
    lastY: view.getFloat64(at + 40, true),
  };
  const mode = view.getUint8(at + 4);
  if (mode === 0) return { mode: "raw", ...head, x: reader.float64(), y: reader.float64() };
  if (mode !== 1)
    throw new FrameError(`The chart data has tiles of mode ${mode}; reload the page.`);
  return bucketTile(head, view.getUint16(at + 6, true), view.getFloat64(at + 24, true), reader);
}

type TileHead = Pick<Tile, "series" | "level" | "tile" | "lastX" | "lastY">;

function bucketTile(head: TileHead, bits: number, yBase: number, reader: ColumnReader): BucketTile {
  const bucket = reader.bytes();
  const flags = reader.bytes();
  const count = bits & COUNT_BIT ? reader.uint32() : null;
  const [first, min, max, last, mean] = FLOAT_BITS.map((bit) =>
    bits & bit ? reader.float32() : null,
  );
  return {
    ...{ mode: "buckets", ...head, yBase, bucket, flags, count },
    ...{ first: first ?? null, min: min ?? null, max: max ?? null },
    ...{ last: last ?? null, mean: mean ?? null },
  };
}

/** Hands out column after column; each begins on an 8-byte boundary. */
class ColumnReader {
  constructor(
    private readonly buffer: ArrayBuffer,
    private offset: number,
    private readonly n: number,
  ) {}

  float64(): Float64Array {
    return new Float64Array(this.buffer, this.take(8), this.n);
  }

  float32(): Float32Array {
    return new Float32Array(this.buffer, this.take(4), this.n);
  }

  uint32(): Uint32Array {
    return new Uint32Array(this.buffer, this.take(4), this.n);
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.buffer, this.take(1), this.n);
  }

  private take(size: number): number {
    const at = this.offset;
    const end = at + size * this.n;
    if (end > this.buffer.byteLength) throw new FrameError("The chart data ends in a column.");
    this.offset = Math.ceil(end / 8) * 8;
    return at;
  }
}

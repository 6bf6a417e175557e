import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { RasterPen } from "~/charts/RasterPen";

vi.stubGlobal(
  "ImageData",
  class {
    constructor(
      readonly data: Uint8ClampedArray,
      readonly width: number,
      readonly height: number,
    ) {}
  },
);

const SIZE = 100;

/** A picture of 100 × 100 pixels in black. */
function drawn(draw: (pen: RasterPen) => void, ratio = 1): Picture {
  const pen = new RasterPen();
  pen.begin(SIZE * ratio, SIZE * ratio, ratio);
  pen.strokeStyle = "#000000";
  pen.fillStyle = "#000000";
  draw(pen);
  return new Picture(pen.picture());
}

class Picture {
  constructor(private readonly image: ImageData) {}

  /** Red, green, blue and alpha. */
  pixel(x: number, y: number): number[] {
    const at = 4 * (y * this.image.width + x);
    return [...this.image.data.slice(at, at + 4)];
  }

  alpha(x: number, y: number): number {
    return this.pixel(x, y)[3] ?? 0;
  }

  /** All ink, in whole pixels. */
  get area(): number {
    let sum = 0;
    for (let i = 3; i < this.image.data.length; i += 4) sum += this.image.data[i] ?? 0;
    return sum / 255;
  }
}

function path(pen: RasterPen, points: readonly (readonly [number, number])[]): void {
  pen.beginPath();
  points.forEach(([x, y], i) => {
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
}

function stroked(points: readonly (readonly [number, number])[], width = 2, dash: number[] = []) {
  return drawn((pen) => {
    pen.lineWidth = width;
    pen.setLineDash(dash);
    path(pen, points);
    pen.stroke();
  });
}

test("a level line covers its pixels whole, and none beside them", () => {
  const picture = stroked([
    [10, 50],
    [90, 50],
  ]);
  expect([10, 50, 89].map((x) => picture.alpha(x, 50))).toEqual([255, 255, 255]);
  expect([picture.alpha(50, 48), picture.alpha(50, 51), picture.alpha(9, 50)]).toEqual([0, 0, 0]);
  expect(picture.area).toBeCloseTo(160, 0);
});

test("an upright line that goes up and down in its column is one bar", () => {
  const once = stroked([
    [50, 20],
    [50, 80],
  ]);
  const often = stroked([
    [50, 40],
    [50, 20],
    [50, 80],
    [50, 30],
  ]);
  expect(often.area).toBe(once.area);
  expect(once.area).toBeCloseTo(120, 0);
});

test("any straight line has the ink of its length times its width", () => {
  const place = fc.double({ min: 15, max: 85, noNaN: true });
  fc.assert(
    fc.property(place, place, place, place, fc.integer({ min: 4, max: 24 }), (...at) => {
      const [x0, y0, x1, y1, quarters] = at;
      // As wide as a line may be: samples lie a quarter of a pixel apart.
      const width = quarters / 4;
      const length = Math.hypot(x1 - x0, y1 - y0);
      fc.pre(length > 10);
      const { area } = stroked(
        [
          [x0, y0],
          [x1, y1],
        ],
        width,
      );
      expect(Math.abs(area - length * width)).toBeLessThan(0.04 * length * width + width + 1);
    }),
  );
});

test("a line drawn twice over itself in one stroke is no darker", () => {
  const there: [number, number][] = [
    [20, 30],
    [80, 70],
  ];
  const back = stroked([...there, ...there.toReversed()]);
  // The turn at its end is rounded.
  expect(back.area - stroked(there).area).toBeLessThan(2);
});

test("bars side by side hide what runs between them", () => {
  const noisy: [number, number][] = [];
  for (let x = 20; x < 80; x += 1) noisy.push([x, 45], [x, 30], [x, 70], [x, 55]);
  const picture = stroked(noisy, 1.5);
  for (let x = 21; x < 79; x += 1) expect(picture.alpha(x, 50)).toBe(255);
  expect(picture.alpha(50, 72)).toBe(0);
  expect(picture.area).toBeCloseTo(60.5 * 40, -2);
});

test("a spike is drawn to its tip", () => {
  const picture = stroked(
    [
      [10, 90],
      [49, 90],
      [50, 10],
      [51, 90],
      [90, 90],
    ],
    1.5,
  );
  expect(picture.alpha(49, 12) + picture.alpha(50, 12)).toBeGreaterThan(200);
});

test("dashes are as long as they are said to be", () => {
  const line: [number, number][] = [
    [10, 50],
    [90, 50],
  ];
  const picture = stroked(line, 2, [6, 4]);
  expect([11, 15, 17, 21, 27].map((x) => picture.alpha(x, 50) > 0)).toEqual([
    ...[true, true, false, true, false],
  ]);
  expect(picture.area).toBeCloseTo(96, 0);
});

test("a dash goes on round a corner", () => {
  const picture = stroked(
    [
      [10, 50],
      [14, 50],
      [14, 90],
    ],
    2,
    [8, 100],
  );
  expect(picture.alpha(13, 52)).toBe(255);
  expect(picture.alpha(13, 56)).toBe(0);
});

test("a dashed line that comes from far away is drawn, and its dashes stand where they ought to", () => {
  const far = stroked(
    [
      [50, -1e8],
      [50, 1e8],
    ],
    2,
    [6, 4],
  );
  expect(far.area).toBeCloseTo(2 * 60, -1);
  const near = stroked(
    [
      [-990, 50],
      [1010, 50],
    ],
    2,
    [6, 4],
  );
  expect([11, 15, 17, 21].map((x) => near.alpha(x, 50) > 0)).toEqual([true, true, false, true]);
});

test("nothing is drawn outside the cut, whatever it is asked for", () => {
  const picture = drawn((pen) => {
    pen.rect(40, 40, 20, 20);
    pen.clip();
    pen.lineWidth = 2;
    path(pen, [
      [-1e6, 50],
      [1e6, 50],
    ]);
    pen.stroke();
    path(pen, [
      [50, -1e9],
      [50, 1e9],
    ]);
    pen.stroke();
    path(pen, [
      [-1e5, -1e5],
      [1e5, 1e5],
    ]);
    pen.stroke();
  });
  expect([picture.alpha(39, 50), picture.alpha(60, 50), picture.alpha(50, 39)]).toEqual([0, 0, 0]);
  expect([picture.alpha(40, 50), picture.alpha(50, 59), picture.alpha(45, 45)]).toEqual([
    ...[255, 255, 255],
  ]);
});

test("ink over ink mixes as paint does: the last lies on top", () => {
  const picture = drawn((pen) => {
    pen.lineWidth = 10;
    pen.strokeStyle = "#ff0000";
    path(pen, [
      [10, 50],
      [90, 50],
    ]);
    pen.stroke();
    pen.globalAlpha = 0.5;
    pen.strokeStyle = "#0000ff";
    path(pen, [
      [50, 10],
      [50, 90],
    ]);
    pen.stroke();
  });
  expect(picture.pixel(20, 50)).toEqual([255, 0, 0, 255]);
  const [red = 0, , blue = 0, alpha] = picture.pixel(50, 50);
  expect(alpha).toBe(255);
  expect(Math.abs(red - 128) + Math.abs(blue - 128)).toBeLessThan(5);
  const [, , faint = 0, half = 0] = picture.pixel(50, 20);
  expect([faint, Math.abs(half - 128) < 3]).toEqual([255, true]);
});

test("a hundred faint layers end as dark as they ought to", () => {
  const picture = drawn((pen) => {
    pen.globalAlpha = 0.02;
    pen.lineWidth = 10;
    for (let i = 0; i < 100; i += 1) {
      path(pen, [
        [10, 50],
        [90, 50],
      ]);
      pen.stroke();
    }
  });
  expect(Math.abs(picture.alpha(50, 50) / 255 - (1 - 0.98 ** 100))).toBeLessThan(0.12);
});

test("bands, dots and triangles are filled", () => {
  const band = drawn((pen) => {
    path(pen, [
      [10, 20],
      [50, 30],
      [90, 20],
      [90, 60],
      [50, 70],
      [10, 60],
    ]);
    pen.fill();
  });
  expect(band.area).toBeCloseTo(80 * 40, -1);
  const dot = drawn((pen) => {
    pen.beginPath();
    pen.arc(50, 50, 10);
    pen.fill();
  });
  expect(Math.abs(dot.area - Math.PI * 100)).toBeLessThan(6);
  const triangle = drawn((pen) => {
    path(pen, [
      [20, 20],
      [60, 20],
      [40, 60],
      [20, 20],
    ]);
    pen.fill();
  });
  expect(Math.abs(triangle.area - 800)).toBeLessThan(8);
});

test("on a screen of two device pixels the same is drawn four times as fine", () => {
  const draw = (pen: RasterPen) => {
    pen.lineWidth = 3;
    path(pen, [
      [20, 20],
      [80, 60],
    ]);
    pen.stroke();
  };
  expect(drawn(draw, 2).area / drawn(draw, 1).area).toBeCloseTo(4, 1);
});

test("each picture begins empty, and a cut ends with it", () => {
  const pen = new RasterPen();
  const line = () => {
    path(pen, [
      [0, 50],
      [100, 50],
    ]);
    pen.stroke();
  };
  pen.begin(SIZE, SIZE, 1);
  pen.lineWidth = 4;
  pen.rect(0, 0, 10, 100);
  pen.clip();
  line();
  pen.begin(SIZE, SIZE, 1);
  line();
  expect(new Picture(pen.picture()).area).toBeCloseTo(400, 0);
  pen.begin(SIZE, SIZE, 1);
  expect(new Picture(pen.picture()).area).toBe(0);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { readOrder, writeOrder } from "~/panels/order_address";
import { inOrder, moved, movedOrder } from "~/panels/panel_order";

const NATURAL = ["acc", "grad", "loss", "lr"];

function shown(order: readonly string[], natural: readonly string[] = NATURAL): string[] {
  return inOrder(
    natural.map((title) => ({ title })),
    order,
  ).map((panel) => panel.title);
}

test("panels that nobody moved stand as they come, behind those that somebody did", () => {
  expect(shown([])).toEqual(NATURAL);
  expect(shown(["lr", "gone", "loss"])).toEqual(["lr", "loss", "acc", "grad"]);
});

test("a panel that goes to the front is all that an address must name", () => {
  const order = movedOrder([], NATURAL, shown([]), { from: 3, to: 0 });
  expect(order).toEqual(["lr"]);
  expect(shown(order)).toEqual(["lr", "acc", "grad", "loss"]);
});

test("a panel that goes back to its place leaves nothing in the address", () => {
  const away = movedOrder([], NATURAL, shown([]), { from: 0, to: 2 });
  expect(shown(away)).toEqual(["grad", "loss", "acc", "lr"]);
  expect(movedOrder(away, NATURAL, shown(away), { from: 2, to: 0 })).toEqual([]);
});

test("what was moved in other sections stays", () => {
  const order = movedOrder(["system/gpu"], NATURAL, shown([]), { from: 3, to: 0 });
  expect(order).toEqual(["system/gpu", "lr"]);
});

test("after any moves panels stand where they were put, from the address alone", () => {
  const titles = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 9 });
  const moves = fc.array(fc.record({ from: fc.nat(8), to: fc.nat(8) }), { maxLength: 6 });
  fc.assert(
    fc.property(titles, moves, (natural, all) => {
      let order: readonly string[] = [];
      let expected = [...natural];
      for (const { from, to } of all) {
        const move = { from: from % natural.length, to: to % natural.length };
        order = readOrder(writeOrder(movedOrder(order, natural, shown(order, natural), move)));
        expected = moved(expected, move);
        expect(shown(order, natural)).toEqual(expected);
      }
    }),
  );
});

test("a mangled order is none", () => {
  expect(readOrder("[1,")).toEqual([]);
  expect(readOrder('{"a":1}')).toEqual([]);
});

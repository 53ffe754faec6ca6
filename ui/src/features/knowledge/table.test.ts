import { describe, expect, it } from "vitest";
import {
  isTold,
  pastedCells,
  redone,
  step,
  tableOf,
  textOfTable,
  undone,
  withoutColumn,
  withPasted,
  withRowMoved,
  type History,
  type Table,
} from "./table";

const prices: Table = {
  columns: ["Product", "Price"],
  rows: [
    ["Bread", "2,50 €"],
    ["Cake | slice", "4 €"],
    ["", ""],
  ],
};

describe("a table", () => {
  it("is written as the assistant reads it, and read back", () => {
    const text = textOfTable(prices);
    expect(text).toBe("Product | Price\n--- | ---\nBread | 2,50 €\nCake \\| slice | 4 €");
    expect(tableOf(text)).toEqual({ ...prices, rows: prices.rows.slice(0, 2) });
    expect(textOfTable(tableOf(text) as Table)).toBe(text);
    const odd = { columns: ["A", "B"], rows: [["back\\slash", "two\nlines  and blanks"]] };
    expect(tableOf(textOfTable(odd))?.rows[0]).toEqual(["back\\slash", "two lines and blanks"]);
  });

  it("is only what is a table and nothing else", () => {
    for (const text of ["Bread 2 €", "Hello\nA | B\n--- | ---\n1 | 2", "A | B\n1 | 2", "A | B\n--- | ---\n1 | 2\nand more", ""])
      expect(tableOf(text)).toBeNull();
    expect(tableOf("A | B | C\n--- | --- | ---\n1 | 2")?.rows).toEqual([["1", "2", ""]]);
    expect(isTold({ columns: ["A", ""], rows: [["1", "2"]] })).toBe(false);
    expect(isTold({ columns: ["A", "B"], rows: [["", " "]] })).toBe(false);
    expect(isTold(prices)).toBe(true);
  });

  it("takes what a spreadsheet gives", () => {
    expect(pastedCells('Bread\t2,50 €\r\n"Two\nlines"\t"say ""hi"""\r\n')).toEqual([
      ["Bread", "2,50 €"],
      ["Two lines", 'say "hi"'],
    ]);
    expect(pastedCells('12" pizza\t9')).toEqual([['12" pizza', "9"]]);
    const grown = withPasted(prices, 2, 1, [["5 €", "new"], ["6 €"]]);
    expect(grown.columns).toEqual(["Product", "Price", ""]);
    expect(grown.rows.slice(2)).toEqual([
      ["", "5 €", "new"],
      ["", "6 €", ""],
    ]);
    const many = withPasted(
      prices,
      0,
      0,
      Array.from({ length: 3000 }, () => Array.from({ length: 40 }, () => "x")),
    );
    expect([many.rows.length, many.columns.length]).toEqual([1000, 12]);
  });

  it("moves rows no further than its edges, and loses a column whole", () => {
    expect(withRowMoved(prices, 1, -1).rows.map(([name]) => name)).toEqual(["Cake | slice", "Bread", ""]);
    expect(withRowMoved(prices, 0, -1)).toBe(prices);
    expect(withRowMoved(prices, 2, 1)).toBe(prices);
    expect(withoutColumn(prices, 0)).toEqual({ columns: ["Price"], rows: [["2,50 €"], ["4 €"], [""]] });
  });

  it("remembers its steps, writing in one place being one", () => {
    let history: History<number> = { past: [], now: 0, future: [] };
    history = step(step(step(history, 1), 2, true), 3);
    expect(history.past).toEqual([0, 2]);
    history = undone(undone(undone(history)));
    expect([history.now, history.future]).toEqual([0, [2, 3]]);
    expect(redone(redone(redone(history))).now).toBe(3);
    expect(step(history, 9).future).toEqual([]);
  });
});

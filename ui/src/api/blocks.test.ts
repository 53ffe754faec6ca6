// Long lists keep what they have and fetch again only what is old.
import { describe, expect, it } from "vitest";
import { extended, hasMore, isBlocks, mapRows, refreshed, rowsOf, withFirst, type Blocks } from "./blocks";

interface Row {
  id: string;
  word: string;
}

/** A server with rows in order, three to a page; the cursor is the id of the last row of the page before. */
function server(start: string[]) {
  const state = { ids: start, word: "old", asked: [] as (string | null)[] };
  const fetchBlock = (cursor: string | null) => {
    state.asked.push(cursor);
    const rest = cursor === null ? state.ids : state.ids.slice(state.ids.indexOf(cursor) + 1);
    const items: Row[] = rest.slice(0, 3).map((id) => ({ id, word: state.word }));
    return Promise.resolve({ items, next_cursor: rest.length > 3 ? (items.at(-1)?.id ?? null) : null });
  };
  return { state, fetchBlock };
}

const ids = (list: Blocks<Row>) => rowsOf(list).map((row) => row.id);

describe("blocks", () => {
  it("grows one page at a time to the end", async () => {
    const { fetchBlock } = server(["a", "b", "c", "d", "e"]);
    let list = await refreshed<Row>(undefined, new Set(), 0, fetchBlock);
    expect(ids(list)).toEqual(["a", "b", "c"]);
    expect(hasMore(list)).toBe(true);
    list = await extended(list, fetchBlock);
    expect(ids(list)).toEqual(["a", "b", "c", "d", "e"]);
    expect(hasMore(list)).toBe(false);
    expect(await extended(list, fetchBlock)).toBe(list);
  });

  it("keeps the rows that slide off the head when something new arrives", async () => {
    const { state, fetchBlock } = server(["a", "b", "c", "d", "e", "f"]);
    let list = await extended(await refreshed<Row>(undefined, new Set(), 0, fetchBlock), fetchBlock);
    state.ids = ["new", ...state.ids];
    list = await refreshed(list, new Set(["new"]), 1, fetchBlock);
    expect(ids(list)).toEqual(["new", "a", "b", "c", "d", "e", "f"]);
  });

  it("moves a row from far below to the top and never shows it twice", async () => {
    const { state, fetchBlock } = server(["a", "b", "c", "d", "e", "f"]);
    let list = await extended(await refreshed<Row>(undefined, new Set(), 0, fetchBlock), fetchBlock);
    state.ids = ["e", "a", "b", "c", "d", "f"];
    list = await refreshed(list, new Set(["e"]), 1, fetchBlock);
    expect(ids(list)).toEqual(["e", "a", "b", "c", "d", "f"]);
  });

  it("fetches only the head and the block that holds a changed row", async () => {
    const { state, fetchBlock } = server(["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
    let list = await refreshed<Row>(undefined, new Set(), 0, fetchBlock);
    list = await extended(await extended(list, fetchBlock), fetchBlock);
    state.asked = [];
    state.word = "fresh";
    list = await refreshed(list, new Set(["h"]), 1, fetchBlock);
    expect(state.asked).toEqual([null, "f"]);
    expect(rowsOf(list).find((row) => row.id === "h")?.word).toBe("fresh");
    expect(rowsOf(list).find((row) => row.id === "e")?.word).toBe("old");
  });

  it("starts over when it cannot tell what changed", async () => {
    const { fetchBlock } = server(["a", "b", "c", "d", "e"]);
    let list = await extended(await refreshed<Row>(undefined, new Set(), 0, fetchBlock), fetchBlock);
    list = await refreshed(list, null, 9, fetchBlock);
    expect(ids(list)).toEqual(["a", "b", "c"]);
    expect(list.asOf).toBe(9);
  });

  it("loses a row that left the list", async () => {
    const { state, fetchBlock } = server(["a", "b", "c", "d"]);
    let list = await refreshed<Row>(undefined, new Set(), 0, fetchBlock);
    state.ids = ["a", "c", "d"];
    list = await refreshed(list, new Set(["b"]), 1, fetchBlock);
    expect(ids(list)).toEqual(["a", "c", "d"]);
  });

  it("knows itself from other answers under the same key", () => {
    expect(isBlocks({ asOf: 0, blocks: [] })).toBe(true);
    expect([isBlocks("7"), isBlocks(null), isBlocks(undefined), isBlocks({ items: [] })]).toEqual([false, false, false, false]);
  });

  it("changes rows in place and puts new ones first once", () => {
    const list: Blocks<Row> = {
      asOf: 0,
      blocks: [
        {
          cursor: null,
          next: null,
          rows: [
            { id: "a", word: "x" },
            { id: "b", word: "x" },
          ],
        },
      ],
    };
    expect(ids(mapRows(list, (row) => (row.id === "a" ? null : row)))).toEqual(["b"]);
    expect(ids(withFirst(list, { id: "n", word: "y" }))).toEqual(["n", "a", "b"]);
    expect(withFirst(list, { id: "b", word: "y" })).toBe(list);
  });
});

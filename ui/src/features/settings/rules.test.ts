import { describe, expect, it } from "vitest";
import { conditionOf, moved, replaced, SIGNALS, wordsOf } from "./rules";

describe("rules by which a person is called", () => {
  it("moves one and keeps the others in their order", () => {
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    const list = ["a", "b"];
    expect(moved(list, 0, -1)).toBe(list);
    expect(moved(list, 1, 1)).toBe(list);
  });

  it("puts one in its place or at the end", () => {
    expect(replaced(["a", "b"], 0, "c")).toEqual(["c", "b"]);
    expect(replaced(["a", "b"], 2, "c")).toEqual(["a", "b", "c"]);
  });

  it("reads a word a line, without empty ones", () => {
    expect(wordsOf(" refund \n\nmoney back\r\n")).toEqual(["refund", "money back"]);
  });

  it("begins every signal as itself", () => {
    for (const signal of SIGNALS) expect(conditionOf(signal).signal).toBe(signal);
  });
});

// The difference keeps both texts whole, whatever stands in them.
import { describe, expect, it } from "vitest";
import { wordDiff, type Piece } from "./wordDiff";

const side = (pieces: Piece[], other: Piece["kind"]) =>
  pieces
    .filter(({ kind }) => kind !== other)
    .map(({ text }) => text)
    .join("");

describe("wordDiff", () => {
  it.each([
    ["", ""],
    ["", "new"],
    ["old", ""],
    ["Ciao Marco, come va?", "Ciao Marco, tutto bene?"],
    ["a\n\nb  c", "a b c"],
    ["مرحبا سارة كيف حالك", "مرحبا سارة، أهلا بك"],
    ["你好，今天有新货", "你好，明天有新货"],
    ["👋🏽 hi", "👋 hi"],
    ["one two three four", "four three two one"],
  ])("of %j and %j holds both", (before, after) => {
    const pieces = wordDiff(before, after);
    expect(side(pieces, "new")).toBe(before);
    expect(side(pieces, "gone")).toBe(after);
  });

  it("marks words, not letters, and leaves the rest alone", () => {
    expect(wordDiff("See you on Monday, Ana.", "See you on Friday, Ana.")).toEqual([
      { kind: "same", text: "See you on " },
      { kind: "gone", text: "Monday" },
      { kind: "new", text: "Friday" },
      { kind: "same", text: ", Ana." },
    ]);
  });

  it("finds nothing between equal texts", () => {
    expect(wordDiff("The same.", "The same.")).toEqual([{ kind: "same", text: "The same." }]);
  });
});

import { describe, expect, it } from "vitest";
import { aroundChanges, diffOf, textOf } from "./diff";

const marks = (before: string, after: string) =>
  diffOf(before, after).map(({ kind, text }) => `${{ same: " ", gone: "-", new: "+" }[kind]}${text}`);

describe("the difference of two texts", () => {
  it("is told line by line", () => {
    expect(marks("a\nb\nc", "a\nB\nc")).toEqual([" a", "-b", "+B", " c"]);
    expect(marks("a\nb", "a\nb")).toEqual([" a", " b"]);
    expect(marks("one\ntwo\nthree\nfour", "zero\none\nthree\nfour\nfive")).toEqual(["+zero", " one", "-two", " three", " four", "+five"]);
    expect(marks("", "a")).toEqual(["-", "+a"]);
  });

  it("puts either text together again", () => {
    const [before, after] = ["x\ny\nz\ny\nx", "y\nx\nz\nz\ny"];
    const lines = diffOf(before, after);
    expect(lines.flatMap(({ kind, text }) => (kind === "new" ? [] : [text])).join("\n")).toBe(before);
    expect(lines.flatMap(({ kind, text }) => (kind === "gone" ? [] : [text])).join("\n")).toBe(after);
  });

  it("stays quick for texts that have nothing in common", () => {
    const long = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`).join("\n");
    expect(diffOf(long("a"), long("b"))).toHaveLength(40_000);
  });

  it("shows changes with a little around them", () => {
    const before = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
    const shown = aroundChanges(diffOf(before, before.replace("line 15", "other")), 1);
    expect(shown.map((line) => line?.text ?? "…")).toEqual(["…", "line 14", "line 15", "other", "line 16", "…"]);
  });

  it("compares questions and answers as text", () => {
    expect(textOf({ pairs: [{ question: "Q?", answer: "A.", phrasings: ["q"] }] })).toBe("Q?\n  q\nA.");
    expect(textOf({ text: "t" })).toBe("t");
  });
});

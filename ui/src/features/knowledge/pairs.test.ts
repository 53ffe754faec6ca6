// Questions and answers go out whole and tidy.
import { describe, expect, it } from "vitest";
import { arePairsWhole, draftsOf, emptyPair, pairsOf } from "./pairs";

const draft = (question: string, answer: string, phrasings = "") => ({ ...emptyPair(), question, answer, phrasings });

describe("pairs", () => {
  it("trims, splits phrasings and leaves out what nobody began", () => {
    expect(pairsOf([draft(" Orari? ", "8–13", "Quando aprite?\n\n quando aprite \nQuando aprite?"), emptyPair()])).toEqual([
      { question: "Orari?", answer: "8–13", phrasings: ["Quando aprite?", "quando aprite"] },
    ]);
  });

  it("wants both halves and at least one pair", () => {
    expect(arePairsWhole([draft("Orari?", "")])).toBe(false);
    expect(arePairsWhole([emptyPair()])).toBe(false);
    expect(arePairsWhole([draft("Orari?", "8–13"), emptyPair()])).toBe(true);
  });

  it("reads back what it wrote", () => {
    const pairs = [{ question: "Orari?", answer: "8–13", phrasings: ["Quando aprite?", "Siete aperti?"] }];
    expect(pairsOf(draftsOf(pairs))).toEqual(pairs);
  });
});

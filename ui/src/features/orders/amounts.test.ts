// Money stays exact, and what can be read in two ways is not guessed.
import { describe, expect, it } from "vitest";
import { readAmount, sum, times } from "./amounts";

describe("arithmetic", () => {
  it("is exact where floating numbers are not", () => {
    expect(sum(["0.1", "0.2"])).toBe("0.3");
    expect(times("3", "1.10")).toBe("3.3");
    expect(times("0.750", "19.99")).toBe("14.9925");
    expect(times("1", "-0.05")).toBe("-0.05");
    expect(sum(["9007199254740993.01", "0.99"])).toBe("9007199254740994");
    expect(sum([])).toBe("0");
  });

  it("knows no sum of what is no number", () => {
    expect(sum(["1", "a"])).toBeNull();
    expect(sum(["1", null])).toBeNull();
    expect(times("", "2")).toBeNull();
  });
});

describe("readAmount", () => {
  it.each([
    ["12", "12"],
    ["12,5", "12.5"],
    ["12.50", "12.50"],
    ["1.234,50", "1234.50"],
    ["1,234.50", "1234.50"],
    ["1 234,50", "1234.50"],
    ["1'234.50", "1234.50"],
    ["1.234.567", "1234567"],
    ["0.125", "0.125"],
    ["-3,20", "-3.20"],
    ["7,", "7"],
    ["12.3456", "12.3456"],
  ])("reads %s", (typed, amount) => expect(readAmount(typed)).toBe(amount));

  it.each(["", "x", "1.234", "1,234", "1.2.3", "1,2,3.4", "1.234,567.8", ".", "€5", "1..2", "1,23,4"])("asks again for %s", (typed) =>
    expect(readAmount(typed)).toBeNull(),
  );

  it("reads three digits where the currency has them", () => expect(readAmount("1.234", "KWD")).toBe("1.234"));
});

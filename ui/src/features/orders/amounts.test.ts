// Money stays exact, and what can be read in two ways is not guessed.
import { describe, expect, it } from "vitest";
import { formatAmount, formatMoney, readAmount, sum, times } from "./amounts";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

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

describe("formatAmount", () => {
  it("writes each currency with its own digits, and never rounds", () => {
    expect(plain(formatAmount("1234.5", "EUR", "en"))).toBe("€1,234.50");
    expect(plain(formatAmount("1200", "JPY", "en"))).toBe("¥1,200");
    expect(plain(formatAmount("1.234", "KWD", "en"))).toBe("KWD 1.234");
    expect(plain(formatAmount("0.0125", "EUR", "en"))).toBe("€0.0125");
    expect(plain(formatAmount("9007199254740993.01", "EUR", "en"))).toBe("€9,007,199,254,740,993.01");
    expect(plain(formatAmount("1234.5", "EUR", "it"))).toBe("1234,50 €");
  });

  it("reads amount and currency that come as one text", () => {
    expect(plain(formatMoney("1234.50 EUR", "en"))).toBe("€1,234.50");
    expect(formatMoney("5", "en").trim()).toBe("5");
  });

  it("shows an unknown currency as it stands", () => expect(formatAmount("5", "no", "en")).toBe("5 no"));
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

// An amount is shown as its currency is written, exactly.
import { describe, expect, it } from "vitest";
import { formatAmount, formatMoney } from "./money";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("formatAmount", () => {
  it("writes each currency with its own digits, and never rounds", () => {
    expect(plain(formatAmount("1234.5", "EUR", "en"))).toBe("€1,234.50");
    expect(plain(formatAmount("3", "EUR", "en"))).toBe("€3.00");
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

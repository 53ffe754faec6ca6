// Months turn over where years do, and at midnight where the shop is.
import { describe, expect, it } from "vitest";
import { daysOf, monthBeside, monthName, monthNow } from "./months";

describe("months", () => {
  it("steps over the year's end both ways", () => {
    expect(monthBeside("2026-12", 1)).toBe("2027-01");
    expect(monthBeside("2026-01", -1)).toBe("2025-12");
  });

  it("is the shop's month, not the reader's", () => {
    const moment = new Date("2026-11-30T23:30:00Z");
    expect(monthNow("Europe/Rome", moment)).toBe("2026-12");
    expect(monthNow("America/New_York", moment)).toBe("2026-11");
  });

  it("knows every day of a month, leap years too", () => {
    expect(daysOf("2028-02").at(-1)).toBe("2028-02-29");
    expect(daysOf("2026-11")).toHaveLength(30);
    expect(daysOf("2026-11")[0]).toBe("2026-11-01");
  });

  it("is named in the reader's language", () => {
    expect(monthName("2026-11", "it")).toBe("novembre 2026");
  });
});

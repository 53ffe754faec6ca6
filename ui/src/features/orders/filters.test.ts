// The page's address is its filters, and a last day counts whole.
import { describe, expect, it } from "vitest";
import { asQuery, filtered, readOrderFilters } from "./filters";

describe("filters of an address", () => {
  it("keeps what is known and drops the rest", () => {
    expect(readOrderFilters({ state: "paid", whose: "unsure", contact: "12", from: "2026-11-01", to: "2026-11-30" })).toEqual({
      state: "paid",
      whose: "unsure",
      contact: "12",
      from: "2026-11-01",
      to: "2026-11-30",
    });
    expect(readOrderFilters({ state: "eaten", whose: "phone", contact: "", from: "yesterday", to: "2026-13-40", x: "1" })).toEqual({});
    expect(filtered(readOrderFilters({}))).toBe(false);
  });

  it("keeps what is looked for, without the blanks around it", () => {
    expect(readOrderFilters({ q: "  A-1042 " })).toEqual({ q: "A-1042" });
    expect(readOrderFilters({ q: "   " })).toEqual({});
    expect(asQuery({ q: "anna", state: "paid" })).toEqual({ q: "anna", state: "paid" });
  });

  it("asks until the end of the last day", () => {
    const query = asQuery({ from: "2026-11-01", to: "2026-11-30", whose: "nobody" });
    expect(query.matched_by).toBe("nobody");
    expect(query.from).toBe(new Date(2026, 10, 1).toISOString());
    expect(query.to).toBe(new Date(2026, 11, 1).toISOString());
  });
});

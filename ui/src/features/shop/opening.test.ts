// A special day counts before the week; closed is not the same as never said.
import { describe, expect, it } from "vitest";
import { openDay } from "./opening";

const shop = {
  hours: [
    { days: [2, 3, 4, 5, 6], opens: "08:00", closes: "13:00" },
    { days: [2, 3, 4, 5], opens: "16:00", closes: "19:30" },
    { days: [5], opens: "21:00", closes: "02:00" },
  ],
  special_days: [
    { from: "2026-12-24", to: "2026-12-24", name: "Vigilia", hours: [{ opens: "07:30", closes: "20:00" }] },
    { from: "2026-12-25", to: "2026-12-26", name: "Natale", hours: [] },
  ],
};

describe("openDay", () => {
  it("spans the stretches of a day, past midnight too", () => {
    expect(openDay(shop, new Date(2026, 10, 24))).toEqual({ opens: 480, closes: 1170 });
    expect(openDay(shop, new Date(2026, 10, 27))).toEqual({ opens: 480, closes: 1560 });
  });
  it("is closed on days without hours, and on holidays", () => {
    expect(openDay(shop, new Date(2026, 10, 23))).toBeNull();
    expect(openDay(shop, new Date(2026, 11, 26))).toBeNull();
  });
  it("knows longer days", () => expect(openDay(shop, new Date(2026, 11, 24))).toEqual({ opens: 450, closes: 1200 }));
  it("says nothing of a shop that has not said its hours", () =>
    expect(openDay({ hours: [], special_days: [] }, new Date(2026, 11, 24))).toBeUndefined());
});

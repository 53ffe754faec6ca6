// Snoozing wakes at sensible times.
import { describe, expect, it } from "vitest";
import { fieldValue, snoozeChoices, snoozeTime } from "./snoozeTimes";

const saturday = new Date(2026, 10, 21, 10, 7);
const said = (when: Date) => fieldValue(when);

describe("snoozeTime", () => {
  it("rounds later today up to the quarter", () => expect(said(snoozeTime("later", saturday))).toBe("2026-11-21T13:15"));
  it("means nine in the morning tomorrow", () => expect(said(snoozeTime("tomorrow", saturday))).toBe("2026-11-22T09:00"));
  it("means the next Monday, and seven days for a week", () => {
    expect(said(snoozeTime("monday", saturday))).toBe("2026-11-23T09:00");
    expect(said(snoozeTime("monday", new Date(2026, 10, 22, 8)))).toBe("2026-11-23T09:00");
    expect(said(snoozeTime("monday", new Date(2026, 10, 23, 8)))).toBe("2026-11-30T09:00");
    expect(said(snoozeTime("week", saturday))).toBe("2026-11-28T09:00");
  });
});

describe("snoozeChoices", () => {
  const offered = (now: Date) => snoozeChoices(now).map(({ choice }) => choice);
  it("offers a week that is a week, and Monday by its name", () =>
    expect(offered(saturday)).toEqual(["later", "tomorrow", "monday", "week"]));
  it("offers no later today when the day is over", () => {
    expect(offered(new Date(2026, 10, 24, 17, 30))).toEqual(["tomorrow", "monday", "week"]);
    expect(offered(new Date(2026, 10, 24, 23))).not.toContain("later");
  });
  it("offers each moment once", () => {
    expect(offered(new Date(2026, 10, 22, 10))).toEqual(["later", "tomorrow", "week"]);
    expect(offered(new Date(2026, 10, 23, 10))).toEqual(["later", "tomorrow", "week"]);
  });
});

describe("by the shop's hours", () => {
  const shop = {
    hours: [{ days: [2, 3, 4, 5, 6], opens: "08:30", closes: "13:00" }],
    special_days: [{ from: "2026-11-24", to: "2026-11-24", name: "", hours: [] }],
  };
  it("means when the shop opens", () => expect(said(snoozeTime("week", saturday, shop))).toBe("2026-11-28T08:30"));
  it("means the first open day of next week", () => expect(said(snoozeTime("monday", saturday, shop))).toBe("2026-11-25T08:30"));
  it("offers no later today after closing, and none on a closed day", () => {
    expect(snoozeChoices(saturday, shop).map(({ choice }) => choice)).toEqual(["tomorrow", "monday", "week"]);
    expect(snoozeChoices(new Date(2026, 10, 23, 9), shop).map(({ choice }) => choice)).not.toContain("later");
    expect(snoozeChoices(new Date(2026, 10, 25, 9), shop).map(({ choice }) => choice)).toContain("later");
  });
});

// Snoozing wakes at sensible times.
import { describe, expect, it } from "vitest";
import { fieldValue, snoozeTime } from "./snoozeTimes";

const saturday = new Date(2026, 10, 21, 10, 7);
const said = (when: Date) => fieldValue(when);

describe("snoozeTime", () => {
  it("rounds later today up to the quarter", () => expect(said(snoozeTime("later", saturday))).toBe("2026-11-21T13:15"));
  it("means nine in the morning tomorrow", () => expect(said(snoozeTime("tomorrow", saturday))).toBe("2026-11-22T09:00"));
  it("means the next Monday", () => {
    expect(said(snoozeTime("week", saturday))).toBe("2026-11-23T09:00");
    expect(said(snoozeTime("week", new Date(2026, 10, 22, 8)))).toBe("2026-11-23T09:00");
    expect(said(snoozeTime("week", new Date(2026, 10, 23, 8)))).toBe("2026-11-30T09:00");
  });
});

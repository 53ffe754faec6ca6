// Times are said as people say them, and the countdown turns urgent at the right minute.
import { describe, expect, it } from "vitest";
import { clockTime, countdown, dayLine, relativeTime, sameDay, shortTime, weekdayName } from "./dates";

const now = new Date(2026, 10, 21, 14, 5);
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const after = (minutes: number) => before(-minutes);

describe("shortTime", () => {
  it("shows the clock today, the weekday this week, the date before that", () => {
    expect(shortTime(before(65), "en-GB", now)).toBe("13:00");
    expect(shortTime(before(2 * 24 * 60), "en-GB", now)).toBe("Thu");
    expect(shortTime(before(30 * 24 * 60), "en-GB", now)).toBe("22 Oct");
    expect(shortTime(new Date(2024, 0, 5), "en-GB", now)).toBe("5 Jan 2024");
  });
});

describe("dayLine", () => {
  it("knows today and yesterday in the reader's language", () => {
    expect(dayLine(before(10), "it", now)).toBe("oggi");
    expect(dayLine(before(24 * 60), "en", now)).toBe("yesterday");
    expect(dayLine(new Date(2026, 10, 2), "en-GB", now)).toContain("2 November 2026");
  });
});

describe("relativeTime", () => {
  it("looks back and ahead", () => {
    expect(relativeTime(before(4), "en", now)).toBe("4 min. ago");
    expect(relativeTime(after(120), "en", now)).toBe("in 2 hr.");
    expect(relativeTime(before(3 * 24 * 60), "it", now)).toBe("3 gg fa");
    expect(relativeTime(before(24 * 60), "en", now)).toBe("yesterday");
  });

  it("counts months and years: thirty days are not last month", () => {
    expect(relativeTime(before(33 * 24 * 60), "it", now)).toBe("1 mese fa");
    expect(relativeTime(before(33 * 24 * 60), "en", now, "long")).toBe("1 month ago");
    expect(relativeTime(before(400 * 24 * 60), "en", now, "long")).toBe("1 year ago");
  });
});

describe("countdown", () => {
  it.each([
    [after(121), "calm"],
    [after(120), "soon"],
    [after(31), "soon"],
    [after(30), "urgent"],
    [after(1), "urgent"],
    [now, "closed"],
    [before(1), "closed"],
  ])("%s is %s", (end, level) => {
    expect(countdown(end, now).level).toBe(level);
  });

  it("rounds up to whole minutes", () => {
    expect(countdown(new Date(now.getTime() + 90 * 60_000 + 1), now)).toMatchObject({ hours: 1, minutes: 31 });
  });
});

describe("small ones", () => {
  it("names weekdays from Monday", () => {
    expect([1, 7].map((day) => weekdayName(day, "en", "long"))).toEqual(["Monday", "Sunday"]);
  });

  it("compares days, not hours", () => {
    expect(sameDay(new Date(2026, 10, 21, 0, 1), now)).toBe(true);
    expect(sameDay(new Date(2026, 10, 20, 23, 59), now)).toBe(false);
  });

  it("writes the clock with two digits", () => {
    expect(clockTime(new Date(2026, 0, 1, 9, 5), "en-GB")).toBe("09:05");
  });
});

// Weeks come back from the API's form unchanged, and days alike are said once.
import { describe, expect, it } from "vitest";
import { copiedToOpenDays, differsElsewhere, openedLike, toHours, toWeek, withAnother } from "./hours";

describe("opening hours", () => {
  const hours = [
    { days: [1, 2, 3], opens: "08:00", closes: "13:00" },
    { days: [1, 3], opens: "16:30", closes: "19:30" },
  ];

  it("survives the way to a week and back", () => {
    expect(toHours(toWeek(hours))).toEqual(hours);
  });

  it("sorts the stretches of a day", () => {
    const week = toWeek([
      { days: [1], opens: "16:00", closes: "19:00" },
      { days: [1], opens: "08:00", closes: "12:00" },
    ]);
    expect(week[0]?.map((stretch) => stretch.opens)).toEqual(["08:00", "16:00"]);
  });

  it("opens a day like the one before it", () => {
    const week = toWeek(hours);
    expect(openedLike(week, 3)).toEqual(week[2]);
    expect(openedLike([[], [], [], [], [], [], []], 0)).toEqual([{ opens: "09:00", closes: "18:00" }]);
  });

  it("adds an afternoon after a morning", () => {
    expect(withAnother([{ opens: "08:00", closes: "13:00" }])[1]).toEqual({ opens: "15:00", closes: "19:00" });
  });

  it("copies a day to every other open day, Saturday too, and opens none that is closed", () => {
    const week = toWeek([
      { days: [2], opens: "08:00", closes: "13:00" },
      { days: [3, 6], opens: "09:00", closes: "12:00" },
    ]);
    expect(differsElsewhere(week, 1)).toBe(true);
    const copied = copiedToOpenDays(week, 1);
    expect(toHours(copied)).toEqual([{ days: [2, 3, 6], opens: "08:00", closes: "13:00" }]);
    expect(differsElsewhere(copied, 1)).toBe(false);
  });
});

// What is said of figures: shares of too few are none, what is between good and bad is not said, and the file says what is shown.
import { describe, expect, it } from "vitest";
import type { Quality, QualityFigures } from "@/api/types";
import { duration, linesOf, percent, points, shareOf } from "./figures";

const none = { count: 0, sample: 0 };
const figures = (more: Partial<QualityFigures>): QualityFigures => ({
  turns: 0,
  answered: 0,
  answered_in_part: 0,
  declined: 0,
  suggested: 0,
  handed_over: 0,
  silenced: 0,
  corrected: none,
  asked_twice: none,
  reopened: none,
  bad: none,
  needless: none,
  late: none,
  missed: none,
  first_answer: { median_ms: null, nine_of_ten_ms: null, sample: 0 },
  resolution: { median_ms: null, nine_of_ten_ms: null, sample: 0 },
  ...more,
});

describe("what is said of figures", () => {
  it("says nothing of too few", () => {
    expect(shareOf({ count: 19, sample: 19 })).toBeNull();
    expect(shareOf({ count: 1, sample: 20 })).toBe(0.05);
    expect(points(figures({ turns: 19, answered: 19 }))).toEqual({ good: [], bad: [] });
  });

  it("tells what was good from what was not, and nothing in between", () => {
    const { good, bad } = points(
      figures({
        turns: 100,
        answered: 50,
        answered_in_part: 15,
        declined: 20,
        corrected: { count: 7, sample: 100 },
        asked_twice: { count: 12, sample: 65 },
        reopened: { count: 0, sample: 5 },
        first_answer: { median_ms: 8000, nine_of_ten_ms: 7_200_000, sample: 90 },
      }),
    );
    expect(good.map(({ name }) => name)).toEqual(["answered"]);
    expect(bad.map(({ name }) => name)).toEqual(["declined", "asked_twice", "waiting"]);
  });

  it("writes shares and times as they are read", () => {
    expect([percent(0.041, "en"), percent(0.414, "en")]).toEqual(["4.1%", "41%"]);
    expect([duration(8_200, "en"), duration(90_000, "en"), duration(5_400_000, "en"), duration(3 * 86_400_000, "en")]).toEqual([
      "8 sec",
      "1.5 min",
      "1.5 hr",
      "3 days",
    ]);
  });

  it("gives a file of what is shown", () => {
    const of = { value: "7", name: "Meat", figures: figures({ turns: 25, answered: 25, corrected: { count: 5, sample: 25 } }) };
    const quality: Quality = {
      days: 7,
      from: "",
      counted_up_to: "",
      figures: figures({ turns: 3 }),
      by: [{ dimension: "source", values: [of] }],
    };
    const [header, all, source] = linesOf(quality);
    expect(header).toHaveLength(all?.length ?? 0);
    expect(all?.slice(0, 5)).toEqual(["7", "all", "", "3", "0"]);
    expect(source?.slice(0, 13)).toEqual(["7", "source", "Meat", "25", "25", "0", "0", "0", "0", "0", "5", "25", "0.2000"]);
  });
});

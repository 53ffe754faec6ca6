// Figures as people read them, and as a table program does.
import { describe, expect, it } from "vitest";
import type { Revenue, RevenueMonth } from "@/api/types";
import { figureWords, latest, linesOf, monthsOf } from "./figures";

const month = (name: string, cohort: RevenueMonth["cohort"], conversion: string | null): RevenueMonth => ({
  month: name,
  cohort,
  running: false,
  undecided: 0,
  conversion: { value: conversion, sample: conversion ? 80 : 0 },
  average_order: { value: "38.5", currency: "EUR", sample: 12 },
  repeat_rate: { value: "0.25", sample: 8 },
  value_90_days: { value: null, sample: 0 },
  retention_cost: { value: "0.0412", currency: "USD", sample: 2 },
  staff_messages: { value: "3.25", sample: 2 },
  staff_cost: { value: null, sample: 0 },
  staff_minutes: { value: "6.5", sample: 2 },
});

const revenue: Revenue = {
  currency: "EUR",
  currencies: ["EUR"],
  within_days: 7,
  months: [month("2026-10", "all", "0.125"), month("2026-10", "bot_only", "0.1"), month("2026-11", "all", null)],
};

describe("figures", () => {
  it("are written by what they are", () => {
    const [first] = revenue.months as [RevenueMonth];
    expect(figureWords("conversion", first.conversion, "en")).toBe("12.5%");
    expect(figureWords("average_order", first.average_order, "en")).toBe("€38.50");
    expect(figureWords("retention_cost", first.retention_cost, "en")).toBe("$0.0412");
    expect(figureWords("staff_messages", first.staff_messages, "en")).toBe("3.3");
    expect(figureWords("value_90_days", first.value_90_days, "en")).toBe("–");
  });

  it("of the last month that has one", () => {
    expect(latest(monthsOf(revenue, "all"), "conversion")?.month).toBe("2026-10");
    expect(latest(monthsOf(revenue, "all"), "value_90_days")).toBeUndefined();
  });

  it("go into a file with exact numbers, each with its sample", () => {
    const lines = linesOf(revenue, ["all"]).map((line) => line.join());
    expect(lines).toHaveLength(3);
    expect(lines[0]?.startsWith("month,cohort,running,undecided,conversion,conversion_currency,conversion_sample,average_order")).toBe(
      true,
    );
    expect(lines[1]).toBe("2026-10,all,false,0,0.125,,80,38.5,EUR,12,0.25,,8,,,0,0.0412,USD,2,3.25,,2,6.5,,2");
    expect(lines[2]?.startsWith("2026-11,all,false,0,,,0,")).toBe(true);
  });
});

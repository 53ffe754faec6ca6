// What a report says is added up over all numbers.
import { describe, expect, it } from "vitest";
import type { FleetSite } from "@/api/types";
import { chatModel, lastMessage, lastWeek } from "./figures";

const number = (inbound: number[], last: number | null) => ({
  weeks: inbound.map((count) => ({ inbound: count, outbound: 0 })),
  last_inbound_at_ms: last,
});
const report = (numbers: object[], chat: object = { provider: "", model: "" }) => ({ numbers, chat }) as unknown as FleetSite["report"];

describe("a report in a line", () => {
  it("adds up this week and takes the latest message", () => {
    const two = report([number([3, 90], 1_000), number([4], 5_000), number([], null)]);
    expect([lastWeek(two), lastMessage(two)]).toEqual([7, "1970-01-01T00:00:05.000Z"]);
    expect([lastWeek(report([])), lastMessage(report([number([0], null)]))]).toEqual([0, null]);
  });

  it("names a model only where one was chosen", () => {
    expect(chatModel(report([]))).toBeNull();
    expect(chatModel(report([], { provider: "openai", model: "gpt-5" }))).toBe("gpt-5 (openai)");
  });
});

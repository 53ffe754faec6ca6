// A thread groups what belongs together and keeps apart what does not.
import { describe, expect, it } from "vitest";
import type { Message } from "@/api/types";
import { daysOf, firstUnreadOf, linesOf } from "./lines";

let number = 0;
function message(minutes: number, more: Partial<Message> = {}): Message {
  number += 1;
  const at = new Date(2026, 10, 21, 9, minutes).toISOString();
  return {
    id: String(number),
    conversation_id: "1",
    reactions: [],
    edited: false,
    revoked: false,
    direction: "in",
    author: "customer",
    kind: "text",
    text: "ciao",
    sources: [],
    at,
    ...more,
  };
}

const shape = (messages: Message[], unread: string | null = null) =>
  linesOf(messages, unread).map((line) => (line.type === "run" ? `${line.author}×${line.messages.length}` : line.type));

describe("linesOf", () => {
  it("opens each day with its line and groups a burst", () => {
    const monday = [message(0), message(1), message(2, { author: "ai", direction: "out" })];
    const tuesday = message(60 * 24);
    expect(shape([...monday, tuesday])).toEqual(["day", "customer×2", "ai×1", "day", "customer×1"]);
  });

  it("starts a new group after five minutes, for another person and for a note", () => {
    expect(shape([message(0), message(6)])).toEqual(["day", "customer×1", "customer×1"]);
    const zara = { author: "person", direction: "out", person: { id: "2", name: "Zara" } } as const;
    const marco = { ...zara, person: { id: "3", name: "Marco" } };
    expect(shape([message(0, zara), message(1, marco), message(2, { ...marco, kind: "note" })])).toEqual([
      "day",
      "person×1",
      "person×1",
      "person×1",
    ]);
  });

  it("puts events between groups and the new line above the first unread", () => {
    const unread = message(3);
    const lines = shape([message(0), message(1, { kind: "event", author: "system", direction: "out" }), message(2), unread], unread.id);
    expect(lines).toEqual(["day", "customer×1", "event", "customer×1", "new", "customer×1"]);
  });

  it("keeps the key of a bubble when its message gets its real id", () => {
    const pending = message(0, { client_id: "c1", author: "person", direction: "out" });
    const key = (each: Message) => linesOf([each], null).at(-1)?.key;
    expect(key(pending)).toBe(key({ ...pending, id: "900" }));
  });
});

describe("daysOf", () => {
  it("keeps each day's lines with its heading", () => {
    const lines = linesOf([message(0), message(1), message(60 * 24)], null);
    expect(daysOf(lines).map((day) => day.map((line) => line.type))).toEqual([
      ["day", "run"],
      ["day", "run"],
    ]);
    expect(daysOf([])).toEqual([]);
  });
});

describe("firstUnreadOf", () => {
  it("counts back over the customer's messages only", () => {
    const [first, second, ours] = [message(0), message(1), message(2, { direction: "out", author: "ai" })];
    expect(firstUnreadOf([ours, second, first], 1)).toBe(second.id);
    expect(firstUnreadOf([ours, second, first], 2)).toBe(first.id);
    expect(firstUnreadOf([ours, second, first], 99)).toBe(first.id);
    expect(firstUnreadOf([ours, second, first], 0)).toBeNull();
  });
});

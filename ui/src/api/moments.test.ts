// What holds until a moment is asked for again when the moment has come, and again a little later while nothing changed.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { key } from "./keys";
import { ENDS, keepMoments, nextAsking } from "./moments";

const NOW = Date.parse("2026-11-29T10:00:00Z");
const inSeconds = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

/** What happened, or began: such a moment ends nothing. */
const HAPPENED = /^(at|since|\w+_since|\w+_at|counted_up_to)$/;

describe("the names of moments", () => {
  const description = readFileSync(resolve("../docs/openapi.json"), "utf8");
  const names = new Set<string>();
  const look = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries((value as { properties?: object }).properties ?? {})) {
      const text = JSON.stringify(inner);
      const isOne = text.includes('schemas/Timestamp"') && !text.includes('"properties"') && !text.includes('"array"');
      if (isOne) names.add(name);
    }
    Object.values(value).forEach(look);
  };
  look(JSON.parse(description));

  it("are found", () => {
    expect(names.size).toBeGreaterThan(40);
  });

  it("each say whether something ends then", () => {
    expect([...names].filter((name) => !ENDS.test(name) && !HAPPENED.test(name))).toEqual([]);
  });

  it("that end something are these: a new one with another name belongs to the pattern", () => {
    expect([...names].filter((name) => ENDS.test(name)).sort()).toEqual([
      "again_at",
      "due_at",
      "expires_at",
      "free_until",
      "from",
      "kept_until",
      "next_attempt_at",
      "next_try_at",
      "resets_at",
      "retry_from",
      "run_at",
      "send_at",
      "snooze_until",
      "snoozed_until",
      "until",
      "window_expires_at",
    ]);
  });
});

describe("nextAsking", () => {
  it("takes the nearest of all moments, however deep", () => {
    const answer = { pages: [{ items: [{ snoozed_until: inSeconds(90) }, { editing: { until: inSeconds(30) } }] }] };
    expect(nextAsking(answer, NOW)).toBe(NOW + 31_000);
  });

  it("asks on while the answer stands as it was, then leaves it", () => {
    const answer = { until: inSeconds(-2) };
    expect(nextAsking(answer, NOW)).toBe(NOW + 13_000);
    expect(nextAsking(answer, NOW + 3_600_000)).toBe(Infinity);
  });

  it("leaves alone what is no moment", () => {
    expect(nextAsking({ until: null, from: "Ana", found_at: inSeconds(60), send_at: "soon" }, NOW)).toBe(Infinity);
  });
});

describe("keepMoments", () => {
  let client: QueryClient;
  let asked: string[];
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW });
    client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
    asked = [];
    vi.spyOn(client, "invalidateQueries").mockImplementation((filters) => {
      asked.push(String(filters?.queryKey?.[0]));
      return Promise.resolve();
    });
    stop = keepMoments(client);
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it("asks for the answer alone whose moment has come", () => {
    client.setQueryData(key("signal", "1"), { editing: { until: inSeconds(300) } });
    client.setQueryData(key("conversation", "1"), { window_expires_at: inSeconds(3_600) });
    vi.advanceTimersByTime(300_000);
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(asked).toEqual(["signal"]);
  });

  it("forgets a moment that was moved", () => {
    client.setQueryData(key("signal", "1"), { editing: { until: inSeconds(300) } });
    client.setQueryData(key("signal", "1"), { editing: { until: inSeconds(600) } });
    vi.advanceTimersByTime(400_000);
    expect(asked).toEqual([]);
    client.setQueryData(key("signal", "1"), { editing: null });
    vi.advanceTimersByTime(3_600_000);
    expect(asked).toEqual([]);
  });

  it("asks a few times, not for ever, and waits for moments beyond a timer's reach", () => {
    client.setQueryData(key("signal", "1"), { until: inSeconds(60) });
    client.setQueryData(key("tokens"), { expires_at: inSeconds(60 * 86_400) });
    vi.advanceTimersByTime(3_600_000);
    expect(asked).toEqual(["signal", "signal", "signal", "signal"]);
    vi.advanceTimersByTime(60 * 86_400_000);
    expect(asked.slice(4)).toEqual(["tokens", "tokens", "tokens", "tokens"]);
  });
});

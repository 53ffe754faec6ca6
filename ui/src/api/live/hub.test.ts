// Tabs share one stream, and only a tab nobody looks at rings.
import { describe, expect, it } from "vitest";
import { Hub, type ToTab } from "./hub";
import type { Listener } from "./stream";

function browser() {
  const streams: (Listener & { open: boolean })[] = [];
  const hub = new Hub((listener) => {
    const stream = { ...listener, open: true };
    streams.push(stream);
    return () => {
      stream.open = false;
    };
  });
  const tab = (watched = false, person = "1") => {
    const heard: ToTab[] = [];
    const me = { tell: (word: ToTab) => heard.push(word) };
    hub.hear(me, { kind: "hello", person, watched });
    return {
      heard,
      news: () => heard.flatMap((word) => (word.kind === "news" ? [word.news.topic] : [])),
      rings: () => heard.findLast((word) => word.kind === "rings")?.rings,
      state: () => heard.findLast((word) => word.kind === "state")?.state,
      watched: (watched: boolean) => hub.hear(me, { kind: "watched", watched }),
      close: () => hub.hear(me, { kind: "bye" }),
    };
  };
  return { tab, streams, open: () => streams.filter((stream) => stream.open).length };
}

describe("the hub", () => {
  it("opens one stream for seven tabs and tells all of them", () => {
    const { tab, streams, open } = browser();
    const tabs = Array.from({ length: 7 }, () => tab());
    expect(open()).toBe(1);
    streams[0]?.onState("live");
    streams[0]?.onNews({ topic: "media", id: "7" });
    for (const each of tabs) expect([each.news(), each.state()]).toEqual([["media"], "live"]);
    expect(tab().state()).toBe("live");
  });

  it("closes the stream with the last tab and opens it for the next", () => {
    const { tab, streams, open } = browser();
    const [first, second] = [tab(), tab()];
    first.close();
    expect(open()).toBe(1);
    second.close();
    expect(open()).toBe(0);
    streams[0]?.onNews({ topic: "job", id: "1" });
    expect(second.news()).toEqual([]);
    tab();
    expect(open()).toBe(1);
  });

  it("starts over when somebody else signs in", () => {
    const { tab, streams, open } = browser();
    const first = tab(false, "1");
    tab(false, "2");
    expect([streams.length, open()]).toEqual([2, 1]);
    expect(first.news()).toEqual(["reset"]);
  });

  it("lets one tab ring, and none while somebody looks", () => {
    const { tab } = browser();
    const [first, second] = [tab(true), tab()];
    expect([first.rings(), second.rings()]).toEqual([false, false]);
    first.watched(false);
    expect([first.rings(), second.rings()]).toEqual([true, false]);
    second.watched(true);
    second.watched(false);
    expect([first.rings(), second.rings()]).toEqual([false, true]);
    second.close();
    expect(first.rings()).toBe(true);
    first.watched(true);
    expect(first.rings()).toBe(false);
  });
});

// News make the right answers old, and a stream opened anew makes everything old.
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { key } from "../keys";
import { startLive } from "./index";

class FakeStream {
  static readonly CLOSED = 2;
  static opened: FakeStream[] = [];
  readyState = 1;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onerror?: () => void;
  constructor(readonly address: string) {
    FakeStream.opened.push(this);
  }
  close() {
    this.readyState = FakeStream.CLOSED;
  }
}

describe("startLive", () => {
  let stop: () => void;
  let invalidated: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    FakeStream.opened = [];
    vi.stubGlobal("EventSource", FakeStream);
    const client = new QueryClient();
    invalidated = [];
    vi.spyOn(client, "invalidateQueries").mockImplementation((filters) => {
      invalidated.push(JSON.stringify(filters?.queryKey));
      return Promise.resolve();
    });
    stop = startLive(client);
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const stream = () => FakeStream.opened.at(-1) as FakeStream;

  it("gathers news and asks again once", () => {
    stream().onopen?.();
    stream().onmessage?.({ data: '{"topic":"conversation","id":"7"}' });
    stream().onmessage?.({ data: '{"topic":"conversation","id":"7"}' });
    vi.advanceTimersByTime(100);
    expect(invalidated.filter((key) => key === '["conversation","7"]')).toHaveLength(1);
    expect(invalidated).toContain('["counts"]');
  });

  it("refreshes small pictures when their files arrive", () => {
    stream().onmessage?.({ data: '{"topic":"media","id":"7"}' });
    vi.advanceTimersByTime(100);
    expect(invalidated).toContain('["messages"]');
  });

  it("leaves a topic alone that it does not know, and goes on", () => {
    stream().onmessage?.({ data: '{"topic":"moonlight","id":"7"}' });
    stream().onmessage?.({ data: '{"topic":"toString","id":"7"}' });
    stream().onmessage?.({ data: '{"topic":"job","id":"7"}' });
    vi.advanceTimersByTime(100);
    expect(invalidated).toEqual(['["jobs"]', '["home"]']);
  });

  it("ignores what it cannot read", () => {
    stream().onmessage?.({ data: "not json" });
    vi.advanceTimersByTime(100);
    expect(invalidated).toEqual([]);
  });

  it("opens again after a refusal and then asks for everything", () => {
    stream().readyState = FakeStream.CLOSED;
    stream().onerror?.();
    vi.advanceTimersByTime(600);
    expect(FakeStream.opened).toHaveLength(2);
    stream().onopen?.();
    vi.advanceTimersByTime(100);
    expect(invalidated).toEqual(["[]"]);
  });
});

describe("news during the first answer", () => {
  it("asks again when that answer has come, which may be older than the news", async () => {
    vi.stubGlobal("EventSource", FakeStream);
    const client = new QueryClient();
    const stop = startLive(client);
    const answers: ((orders: string[]) => void)[] = [];
    const orders = new QueryObserver(client, {
      queryKey: key("orders"),
      queryFn: () => new Promise<string[]>((answer) => answers.push(answer)),
    });
    const leave = orders.subscribe(() => undefined);
    FakeStream.opened.at(-1)?.onmessage?.({ data: '{"topic":"order","id":"7"}' });
    await vi.waitFor(() => expect(client.getQueryState(key("orders"))?.isInvalidated).toBe(true));
    answers[0]?.([]);
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(["7"]);
    await vi.waitFor(() => expect(orders.getCurrentResult().data).toEqual(["7"]));
    expect(answers).toHaveLength(2);
    leave();
    stop();
    vi.unstubAllGlobals();
  });
});

// Live news from the server: it says what changed, the screens fetch it again. Carries no data of its own.
import { useSyncExternalStore } from "react";
import type { QueryClient, QueryKey } from "@tanstack/react-query";

export type Topic =
  | "conversation"
  | "message"
  | "contact"
  | "reply"
  | "source"
  | "connection"
  | "person"
  | "session"
  | "job"
  | "ledger"
  | "practice"
  | "settings"
  | "template"
  | "price"
  | "broadcast"
  | "reset";

export interface News {
  topic: Topic;
  id: string;
}

export type LiveState = "connecting" | "live" | "reconnecting";

/** Waits between tries to connect again, in milliseconds; the last one repeats. */
const WAITS = [500, 1000, 2000, 5000, 10_000];
/** News of the same kind within this time is fetched once, in milliseconds. */
const GATHER = 60;

/** Which cached answers a topic makes old. The first part of every query key is one of these words. */
function keysFor({ topic, id }: News): QueryKey[] {
  switch (topic) {
    case "conversation":
      return [["conversations"], ["conversation", id], ["counts"]];
    case "message":
      return [["messages"], ["conversations"], ["counts"], ["search"], ["outbox"]];
    case "contact":
      return [["conversations"], ["conversation"], ["consent"], ["suppressions"]];
    case "reply":
      return [["conversation", id], ["run"]];
    case "source":
      return [["sources"], ["source", id], ["home"]];
    case "connection":
      return [["connections"], ["home"]];
    case "person":
      return [["people"], ["team"], ["me"], ["tokens"]];
    case "session":
      return [["sessions"], ["me"]];
    case "job":
      return [["jobs"]];
    case "ledger":
      return [["ledger"], ["ledger-event", id]];
    case "practice":
      return [["practice"], ["home"]];
    case "settings":
      return [["shop"], ["llm"], ["replies"], ["home"], ["me"], ["labels"], ["backups"]];
    case "template":
      return [["templates"], ["template", id]];
    case "price":
      return [["prices"]];
    case "broadcast":
      return [["broadcasts"], ["broadcast", id], ["recipients", id]];
    case "reset":
      return [[]];
  }
}

let state: LiveState = "connecting";
const stateListeners = new Set<() => void>();
const newsListeners = new Set<(news: News) => void>();

function setState(next: LiveState) {
  state = next;
  stateListeners.forEach((listener) => listener());
}

/** Whether news arrive right now, for the "reconnecting" pill. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    () => state,
  );
}

/** Hears every piece of news. Returns the way to stop. */
export function onNews(listener: (news: News) => void): () => void {
  newsListeners.add(listener);
  return () => newsListeners.delete(listener);
}

/** Opens the stream and keeps it open. Returns the way to close it. */
export function startLive(queryClient: QueryClient): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let missed = false;
  const waiting = new Map<string, QueryKey>();
  let gather: ReturnType<typeof setTimeout> | undefined;

  const refresh = () => {
    gather = undefined;
    for (const key of waiting.values()) void queryClient.invalidateQueries({ queryKey: key });
    waiting.clear();
  };

  const hear = (news: News) => {
    for (const key of keysFor(news)) waiting.set(JSON.stringify(key), key);
    gather ??= setTimeout(refresh, GATHER);
    newsListeners.forEach((listener) => listener(news));
  };

  const open = () => {
    source = new EventSource("/api/v1/events");
    source.onopen = () => {
      setState("live");
      tries = 0;
      // A stream opened anew cannot say what was missed.
      if (missed) hear({ topic: "reset", id: "" });
      missed = false;
    };
    source.onmessage = (event: MessageEvent<string>) => {
      const news = parse(event.data);
      if (news) hear(news);
    };
    source.onerror = () => {
      setState("reconnecting");
      // The browser tries again by itself, with Last-Event-ID, unless the server refused.
      if (source?.readyState !== EventSource.CLOSED) return;
      missed = true;
      retry = setTimeout(open, WAITS[Math.min(tries, WAITS.length - 1)]);
      tries += 1;
    };
  };

  open();
  return () => {
    source?.close();
    clearTimeout(retry);
    clearTimeout(gather);
    setState("connecting");
  };
}

function parse(data: string): News | null {
  try {
    const news: unknown = JSON.parse(data);
    return typeof news === "object" && news !== null && "topic" in news ? (news as News) : null;
  } catch {
    return null;
  }
}

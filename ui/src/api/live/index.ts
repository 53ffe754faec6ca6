// Live news from the server: it says what changed, the screens fetch it again. Carries no data of its own.
import { useSyncExternalStore } from "react";
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { openLine } from "./line";
import type { ToTab } from "./hub";
import type { LiveState } from "./stream";
import { keysFor, type News } from "./topics";

export type { News, Topic } from "./topics";

/** News of the same kind within this time is fetched once, in milliseconds. */
const GATHER = 60;

/** A value screens may watch. */
function watchable<T>(value: T) {
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    set(next: T) {
      if (next === value) return;
      value = next;
      listeners.forEach((listener) => listener());
    },
    use: () => useSyncExternalStore(subscribe, () => value),
  };
}

const state = watchable<LiveState>("connecting");
const rings = watchable(false);
const newsListeners = new Set<(news: News) => void>();

/** Whether news arrive right now, for the "reconnecting" pill. */
export const useLiveState = state.use;
/** Whether this tab is the one that rings: nobody looks at any tab of the shop, and this was looked at last. */
export const useRings = rings.use;

/** Hears every piece of news. Returns the way to stop. */
export function onNews(listener: (news: News) => void): () => void {
  newsListeners.add(listener);
  return () => newsListeners.delete(listener);
}

const isWatched = () => document.visibilityState === "visible" && document.hasFocus();

/**
 * Asks again for what the screens show under `key`. The first answer of all may be on its way and tell what was before the news:
 * the cache waits for that one instead of asking anew, so it is asked again once it has come.
 */
async function askAgain(queryClient: QueryClient, key: QueryKey): Promise<void> {
  const onTheirWay = queryClient
    .getQueryCache()
    .findAll({ queryKey: key, fetchStatus: "fetching", predicate: ({ state }) => state.data === undefined });
  await queryClient.invalidateQueries({ queryKey: key });
  if (onTheirWay.length > 0) await queryClient.invalidateQueries({ queryKey: key, predicate: (query) => onTheirWay.includes(query) });
}

/** Joins the stream for `person`. Returns the way to leave it. */
export function startLive(queryClient: QueryClient, person = ""): () => void {
  const waiting = new Map<string, QueryKey>();
  let gather: ReturnType<typeof setTimeout> | undefined;

  const refresh = () => {
    gather = undefined;
    for (const key of waiting.values()) void askAgain(queryClient, key);
    waiting.clear();
  };
  const hearNews = (news: News) => {
    for (const key of keysFor(news)) waiting.set(JSON.stringify(key), key);
    gather ??= setTimeout(refresh, GATHER);
    newsListeners.forEach((listener) => listener(news));
  };
  const hear = (word: ToTab) => {
    switch (word.kind) {
      case "state":
        return state.set(word.state);
      case "rings":
        return rings.set(word.rings);
      case "news":
        return hearNews(word.news);
    }
  };

  const hello = () => line.say({ kind: "hello", person, watched: isWatched() });
  const line = openLine(hear, hello);
  const look = () => line.say({ kind: "watched", watched: isWatched() });
  const leave = () => line.say({ kind: "bye" });
  // A page the browser brings back from its cache missed what happened meanwhile.
  const comeBack = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    hello();
    hearNews({ topic: "reset", id: "" });
  };

  hello();
  window.addEventListener("focus", look);
  window.addEventListener("blur", look);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", comeBack);
  return () => {
    window.removeEventListener("focus", look);
    window.removeEventListener("blur", look);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", comeBack);
    line.close();
    clearTimeout(gather);
    state.set("connecting");
    rings.set(false);
  };
}

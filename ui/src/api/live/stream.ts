// One stream of news, kept open. Runs in the worker all tabs share, or in the tab itself where there is none.
import { readNews, type News } from "./topics";

export type LiveState = "connecting" | "live" | "reconnecting";

export interface Listener {
  onNews: (news: News) => void;
  onState: (state: LiveState) => void;
}

const ADDRESS = "/api/v1/events";
/** Waits between tries to connect again, in milliseconds; the last one repeats. */
const WAITS = [500, 1000, 2000, 5000, 10_000];

/** Opens the stream and keeps it open. Returns the way to close it. */
export function openStream({ onNews, onState }: Listener): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let missed = false;

  const open = () => {
    const opened = new EventSource(ADDRESS);
    source = opened;
    opened.onopen = () => {
      onState("live");
      tries = 0;
      // A stream opened anew cannot say what was missed.
      if (missed) onNews({ topic: "reset", id: "" });
      missed = false;
    };
    opened.onmessage = (event: MessageEvent<string>) => {
      const news = readNews(event.data);
      if (news) onNews(news);
    };
    opened.onerror = () => {
      onState("reconnecting");
      // The browser tries again by itself, with Last-Event-ID, unless the server refused.
      if (opened.readyState !== EventSource.CLOSED) return;
      missed = true;
      retry = setTimeout(open, WAITS[Math.min(tries, WAITS.length - 1)]);
      tries += 1;
    };
  };

  open();
  return () => {
    source?.close();
    clearTimeout(retry);
  };
}

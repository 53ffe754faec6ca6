// What an answer says until a moment is asked for again when the moment has come: a lease, a window, a snooze, a message that
// goes by itself. News tell what somebody did; when time runs out nobody does anything. Carries no data of its own.
import type { Query, QueryClient } from "@tanstack/react-query";
import type { Key } from "./keys";

/** Names of moments up to which, or from which on, an answer holds. A test holds them to the program's description of the API. */
export const ENDS = /^(until|from|\w+_until|\w+_from|expires_at|\w+_expires_at|resets_at|send_at|due_at|run_at|again_at|next_\w+_at)$/;

/**
 * How long after the moment it is asked, in milliseconds: the clock here is not the server's, and what becomes of the moment there
 * may take a while. After the last, the answer stands as it is.
 */
const ASKED_AFTER = [1_000, 15_000, 60_000, 300_000];
/** A timer of a browser carries no further, in milliseconds; later moments are looked at again then. */
const FURTHEST = 2 ** 31 - 1;

/** When an answer is to be asked for next: the first time after `now` that one of its moments calls for. */
export function nextAsking(answer: unknown, now: number): number {
  let next = Infinity;
  const look = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== "string") look(inner);
      else if (ENDS.test(name)) next = Math.min(next, ...ASKED_AFTER.map((after) => Date.parse(inner) + after).filter((at) => at > now));
    }
  };
  look(answer);
  return next;
}

/** Watches the answers that are kept, for as long as somebody is signed in. Returns the way to stop. */
export function keepMoments(client: QueryClient): () => void {
  const cache = client.getQueryCache();
  const due = new Map<Query, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = (query: Query) => {
    const at = nextAsking(query.state.data, Date.now());
    if (at < Infinity) due.set(query, at);
    else due.delete(query);
  };
  const wait = () => {
    clearTimeout(timer);
    if (due.size > 0) timer = setTimeout(ask, Math.min(FURTHEST, Math.max(0, Math.min(...due.values()) - Date.now())));
  };
  const ask = () => {
    const now = Date.now();
    for (const [query, at] of due) {
      if (at > now) continue;
      // Looked at here as well: an answer that does not come must not be the last that is asked.
      look(query);
      void client.invalidateQueries({ queryKey: query.queryKey as Key, exact: true });
    }
    wait();
  };

  cache.getAll().forEach(look);
  wait();
  const stop = cache.subscribe((event) => {
    if (event.type === "removed") due.delete(event.query);
    else if (event.type === "updated" && event.action.type === "success") look(event.query);
    else return;
    wait();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

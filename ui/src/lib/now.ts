// The time of day as something that changes, for countdowns and "4 minutes ago".
import { useSyncExternalStore } from "react";

/** How often what depends on the time is drawn again, in milliseconds. */
const BEAT = 10_000;

let now = new Date();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = new Date();
    timer = setInterval(() => {
      now = new Date();
      listeners.forEach((each) => each());
    }, BEAT);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** The present, at most ten seconds old. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}

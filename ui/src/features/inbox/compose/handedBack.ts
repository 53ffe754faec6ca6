// What came back unsent, kept until the composer opens it again. One per conversation; gone with the page.
import { useSyncExternalStore } from "react";
import type { MessageMedia, Outgoing } from "@/api/messageTypes";

export interface HandedBack {
  outgoing: Outgoing;
  media?: MessageMedia | undefined;
}

const waiting = new Map<string, HandedBack>();
const listeners = new Set<() => void>();

export function handBack(conversation: string, what: HandedBack): void {
  waiting.set(conversation, what);
  listeners.forEach((listener) => listener());
}

/** Takes it out: it is opened once. */
export function takeBack(conversation: string): void {
  waiting.delete(conversation);
  listeners.forEach((listener) => listener());
}

export function useHandedBack(conversation: string): HandedBack | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting.get(conversation),
  );
}

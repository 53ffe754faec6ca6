// Unsent words, kept on this device per conversation and tab until they are sent. Holds text, never anything else.
import { useSyncExternalStore } from "react";

export type Tab = "reply" | "note";

const PREFIX = "shopbell.draft.";
/** Drafts kept; the oldest go first. */
const MOST = 200;

const keyOf = (conversation: string, tab: Tab) => `${PREFIX}${tab}.${conversation}`;
const listeners = new Set<() => void>();

function draftKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

export function readDraft(conversation: string, tab: Tab): string {
  return localStorage.getItem(keyOf(conversation, tab)) ?? "";
}

/** The last message on screen when this draft was begun; what was answered after it, the writer may not have read. */
const seenKey = (conversation: string) => `shopbell.seen.${conversation}`;

export function readSeen(conversation: string): string | undefined {
  return localStorage.getItem(seenKey(conversation)) ?? undefined;
}

/** Remembers what was on screen when the writing began, over a reload too; nothing when it has ended. */
export function writeSeen(conversation: string, seen: string | undefined): void {
  try {
    if (seen === undefined) localStorage.removeItem(seenKey(conversation));
    else localStorage.setItem(seenKey(conversation), seen);
  } catch {
    // A full device: the newest message on screen stands in.
  }
}

/** Keeps the words, or forgets them when there are none. A full device costs the draft, never the typing. */
export function writeDraft(conversation: string, tab: Tab, text: string): void {
  const key = keyOf(conversation, tab);
  try {
    if (text.trim() === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    draftKeys()
      .slice(MOST)
      .forEach((extra) => {
        if (extra === key) return;
        localStorage.removeItem(extra);
        if (extra.startsWith(`${PREFIX}reply.`)) writeSeen(extra.slice(`${PREFIX}reply.`.length), undefined);
      });
  } catch {
    localStorage.removeItem(key);
  }
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useDraft(conversation: string, tab: Tab): string {
  return useSyncExternalStore(subscribe, () => readDraft(conversation, tab));
}

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

/** Keeps the words, or forgets them when there are none. A full device costs the draft, never the typing. */
export function writeDraft(conversation: string, tab: Tab, text: string): void {
  const key = keyOf(conversation, tab);
  try {
    if (text.trim() === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    draftKeys()
      .slice(MOST)
      .forEach((extra) => extra !== key && localStorage.removeItem(extra));
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

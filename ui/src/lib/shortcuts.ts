// Keys that do things. One listener for the page; a shortcut lives while the screen that offers it is mounted.
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
  /** One key ("j", "?", "/"), two pressed after each other ("g i"), or with Ctrl or Cmd ("mod+k"). */
  keys: string;
  label: string;
  group: string;
  run: (event: KeyboardEvent) => void;
  /** Also works while typing in a field. */
  whileTyping?: boolean;
}

interface Entry {
  current: Shortcut;
}

/** How long the first key of a pair waits for the second, in milliseconds. */
const PAIR_WAIT = 1000;

let entries: readonly Entry[] = [];
const listeners = new Set<() => void>();
let first: { key: string; at: number } | null = null;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function pressed(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const key = pressed(event);
  const pair = first && event.timeStamp - first.at < PAIR_WAIT ? `${first.key} ${key}` : null;
  first = null;
  const typing = isTyping(event.target);
  const covered = document.querySelector("[data-covers-page]") !== null;
  const open = entries.filter((entry) => (!typing && !covered) || entry.current.whileTyping);
  // The newest offer wins, so a screen may take over a key from the shell.
  const match = open.findLast((entry) => entry.current.keys === pair) ?? open.findLast((entry) => entry.current.keys === key);
  if (match) {
    event.preventDefault();
    match.current.run(event);
  } else if (open.some((entry) => entry.current.keys.startsWith(`${key} `))) {
    first = { key, at: event.timeStamp };
  }
}

function publish(next: readonly Entry[]) {
  if (entries.length === 0 && next.length > 0) window.addEventListener("keydown", onKeyDown);
  if (next.length === 0) window.removeEventListener("keydown", onKeyDown);
  entries = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers one shortcut while the caller is on screen. `run` may change on every render. */
export function useShortcut(shortcut: Shortcut, enabled = true): void {
  const entry = useRef<Shortcut>(shortcut);
  useEffect(() => {
    entry.current = shortcut;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const mine: Entry = entry;
    publish([...entries, mine]);
    return () => publish(entries.filter((other) => other !== mine));
  }, [enabled, shortcut.keys]);
}

export function useOfferedShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, () => entries).map((entry) => entry.current);
}

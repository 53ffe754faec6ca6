// What the command palette can do right now. A screen offers commands while it is mounted; the shell shows them.
import { useEffect, useSyncExternalStore } from "react";

export interface Command {
  id: string;
  label: string;
  group: string;
  /** Keys that do the same, shown beside it: ["G", "I"]. */
  keys?: string[];
  run: () => void;
}

let offered: readonly (readonly Command[])[] = [];
const listeners = new Set<() => void>();

function publish(next: typeof offered) {
  offered = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers commands while the caller is on screen. Memoise the list. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    publish([...offered, commands]);
    return () => publish(offered.filter((list) => list !== commands));
  }, [commands]);
}

export function useOfferedCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => offered).flat();
}

// Who is about to be erased. The dialog outlives the conversation it was opened from, so it is mounted beside the screens.
import { useSyncExternalStore } from "react";

export interface Erasing {
  contact: string;
  name: string;
}

let asked: Erasing | null = null;
const listeners = new Set<() => void>();

function set(next: Erasing | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

export const askToErase = (who: Erasing): void => set(who);
export const endErasing = (): void => set(null);

export function useErasing(): Erasing | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
}

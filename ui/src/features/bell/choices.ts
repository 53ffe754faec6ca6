// How this browser rings. A choice of the device, not of the person: the counter's tablet may ring while the phone is quiet.
import { useSyncExternalStore } from "react";

export interface Choices {
  sound: boolean;
  notify: boolean;
}

const KEY = "shopbell.bell";
/** A bell rings until somebody says otherwise; the browser itself asks before it shows notifications. */
const AT_FIRST: Choices = { sound: true, notify: true };

function remembered(): Choices {
  try {
    const { sound, notify } = { ...AT_FIRST, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Choices>) };
    return { sound: sound !== false, notify: notify !== false };
  } catch {
    return AT_FIRST;
  }
}

let choices = remembered();
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  // Another tab may change them.
  const hear = ({ key }: StorageEvent) => {
    if (key !== KEY) return;
    choices = remembered();
    listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", hear);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", hear);
  };
}

export function choose(change: Partial<Choices>): void {
  choices = { ...choices, ...change };
  localStorage.setItem(KEY, JSON.stringify(choices));
  listeners.forEach((listener) => listener());
}

export const useChoices = (): Choices => useSyncExternalStore(subscribe, () => choices);

// A dialog somebody has written in does not close because of a click beside it: what was written would be lost.
// Escape, the cross and "Cancel" are meant, and close it.
import { useRef, type FormEvent } from "react";

/** What is looked for is quickly typed again, and a choice quickly made. */
const QUICK = new Set(["search", "radio", "checkbox"]);

export function useKeptOpen() {
  const written = useRef(false);
  return {
    onInput: ({ target }: FormEvent) => {
      if (target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !QUICK.has(target.type))) written.current = true;
    },
    onInteractOutside: (event: Event) => {
      if (written.current) event.preventDefault();
    },
  };
}

// Whether there is room for the customer beside the thread.
import { useSyncExternalStore } from "react";

/** The width the four columns need. */
const WIDE = "(min-width: 1536px)";

export function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => window.matchMedia(WIDE).matches,
  );
}

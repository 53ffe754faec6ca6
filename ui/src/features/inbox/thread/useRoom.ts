// Whether there is room for the customer beside the thread: with the queues as well, or in their place.
import { useSyncExternalStore } from "react";

/** The widths four columns need, and three with the customer among them, in CSS pixels. */
const WIDTHS = { all: 1536, instead: 1152 };

export type Room = "beside" | "instead" | "over";

function room(): Room {
  const fits = (width: number) => window.matchMedia(`(min-width: ${width}px)`).matches;
  return fits(WIDTHS.all) ? "beside" : fits(WIDTHS.instead) ? "instead" : "over";
}

/** `beside` the queues, `instead` of them, or `over` the thread. */
export function useRoom(): Room {
  return useSyncExternalStore((listener) => {
    window.addEventListener("resize", listener);
    return () => window.removeEventListener("resize", listener);
  }, room);
}

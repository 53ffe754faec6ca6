// How much waits for a person, place by place; conversations also in the page's title and icon.
import { useEffect } from "react";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "@/api/me";
import { countsQuery } from "@/api/counts";
import { waitingSignalsQuery } from "@/api/signals";
import { setWaiting } from "@/lib/pageTitle";
import type { Place } from "./navigation";

/** How much waits in a place; nothing is said of the others. */
export type Waiting = Partial<Record<Place["id"], number>>;

export function useWaiting(): Waiting {
  const allowed = useMay("read_inbox");
  const counts = useQuery({ ...countsQuery, enabled: allowed });
  const waiting = counts.data?.needs_person ?? 0;
  useEffect(() => {
    setWaiting(waiting);
    return () => setWaiting(0);
  }, [waiting]);
  return { inbox: waiting, health: useWaitingSignals() };
}

function useWaitingSignals(): number {
  const allowed = useMay("handle_signals");
  const { data = 0 } = useQuery({ ...waitingSignalsQuery, enabled: allowed });
  return data;
}

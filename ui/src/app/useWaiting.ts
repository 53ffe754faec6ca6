// How many conversations need a person, also in the page's title and icon.
import { useEffect } from "react";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "@/api/me";
import { countsQuery } from "@/api/counts";
import { setWaiting } from "@/lib/pageTitle";

export function useWaiting(): number {
  const allowed = useMay("read_inbox");
  const counts = useQuery({ ...countsQuery, enabled: allowed });
  const waiting = counts.data?.needs_person ?? 0;
  useEffect(() => {
    setWaiting(waiting);
    return () => setWaiting(0);
  }, [waiting]);
  return waiting;
}

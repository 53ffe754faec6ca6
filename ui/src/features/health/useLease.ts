// "Zaheer is editing…": says for as long as an editor is open that somebody is at it, and takes it back at the end.
// A hint: who does not get it may write all the same.
import { useEffect, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { key } from "@/api/keys";
import { giveLeaseBack, takeLease } from "./queries";

/** The server forgets a lease five minutes after its last sign of life; this leaves room for one that is lost, in milliseconds. */
export const HEARTBEAT = 2 * 60_000;

/** What the last sign of life was refused with; nothing while all is well. */
export function useLease(id: string): unknown {
  const client = useQueryClient();
  const [refused, setRefused] = useState<unknown>(null);
  useEffect(() => {
    let open = true;
    const beat = () =>
      takeLease(id).then(
        () => open && setRefused(null),
        (error: unknown) => open && setRefused(error),
      );
    const first = beat();
    const timer = setInterval(() => void beat(), HEARTBEAT);
    return () => {
      open = false;
      clearInterval(timer);
      // Not before the lease is there, or it would outlive its editor.
      void first
        .then(() => giveLeaseBack(id))
        .then(() => client.invalidateQueries({ queryKey: key("signals") }))
        .catch(() => undefined);
    };
  }, [id, client]);
  return refused;
}

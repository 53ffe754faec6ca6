// How a test went, in words.
import { useTranslation } from "react-i18next";
import type { NotificationOutcome } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { ErrorNotice } from "../common/ErrorNotice";
import type { useRing } from "./queries";

/** A fault newer than these screens is said by its own name. */
export function useFaultWords(): (fault: string) => string {
  const { t, i18n } = useTranslation("notifications");
  return (fault) => (i18n.exists(`notifications:faults.${fault}`) ? t(`faults.${fault as "push_gone"}`) : fault.replaceAll("_", " "));
}

function Told({ outcome, good }: { outcome: NotificationOutcome; good: string }) {
  const words = useFaultWords();
  return (
    <Notice tone={outcome.fault ? "bad" : "good"} title={outcome.fault ? words(outcome.fault) : good}>
      {outcome.said && <bdi className="[overflow-wrap:anywhere]">{outcome.said}</bdi>}
    </Notice>
  );
}

export function RingOutcome({ ring, good }: { ring: ReturnType<typeof useRing>; good: string }) {
  return (
    <div aria-live="polite" className="mt-4 w-full empty:hidden">
      {ring.error && <ErrorNotice error={ring.error} />}
      {ring.data && !ring.isPending && <Told outcome={ring.data} good={good} />}
    </div>
  );
}

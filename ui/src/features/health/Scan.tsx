// Looking now instead of at the next full hour: how far it is, and when it was last done.
import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { key } from "@/api/keys";
import { Radar } from "lucide-react";
import type { Detector } from "@/api/types";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/Button";
import { Progress } from "@/ui/Progress";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { detectorsQuery, startScan } from "./queries";

/** How often it is asked how far they are, in milliseconds: news of a detector that found nothing new do not come. */
const LOOK_EVERY = 1_000;
/** After this long nobody is kept waiting, in milliseconds. */
const PATIENCE = 60_000;

/** When each detector last ran; told from the server's clock alone. */
type Runs = Record<string, string | null>;

const runsOf = (detectors: Detector[]): Runs => Object.fromEntries(detectors.map((one) => [one.name, one.ran_at ?? null]));

export function doneSince(before: Runs, detectors: Detector[]): number {
  return detectors.filter((one) => (one.ran_at ?? null) !== (before[one.name] ?? null)).length;
}

export function lastLook(detectors: Detector[]): string | null {
  return detectors.reduce<string | null>((last, { ran_at }) => (ran_at && (!last || ran_at > last) ? ran_at : last), null);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks every detector, and stays until all have answered or patience ends; says which. */
function useScanning() {
  const client = useQueryClient();
  const { data: detectors = [] } = useQuery(detectorsQuery);
  const [before, setBefore] = useState<Runs | null>(null);
  const scan = useMutation({
    mutationFn: async (runs: Runs) => {
      await startScan();
      setBefore(runs);
      for (let waited = 0; waited < PATIENCE; waited += LOOK_EVERY) {
        await pause(LOOK_EVERY);
        const now = await client.fetchQuery({ ...detectorsQuery, staleTime: 0 });
        if (doneSince(runs, now) >= now.length) return true;
      }
      return false;
    },
    onSettled: () => {
      setBefore(null);
      void client.invalidateQueries({ queryKey: key("signals") });
    },
  });
  return { scan, detectors, done: before && doneSince(before, detectors) };
}

export function Scan() {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  const { scan, detectors, done } = useScanning();
  const onError = useToastError();
  const last = lastLook(detectors);
  const idle = last ? t("scan.last", { ago: timeAgo(last, i18n.language, now) }) : t("scan.never");
  return (
    <div className="flex items-center gap-x-4 gap-y-2 max-sm:w-full sm:flex-wrap">
      <span className="min-w-0 text-sm text-ink-faint max-sm:flex-1">
        <span role="status">{done === null ? idle : t("scan.running", { done, all: detectors.length })}</span>
        {done !== null && (
          <span className="mt-1.5 block">
            <Progress value={done / Math.max(1, detectors.length)} label={t("scan.now")} />
          </span>
        )}
      </span>
      <Button
        icon={Radar}
        className="shrink-0"
        busy={scan.isPending}
        onClick={() =>
          scan.mutate(runsOf(detectors), {
            onSuccess: (isDone) => toast(isDone ? { title: t("scan.done"), tone: "good" } : { title: t("scan.slow") }),
            onError,
          })
        }
      >
        {t("scan.now")}
      </Button>
    </div>
  );
}

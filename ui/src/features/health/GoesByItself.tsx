// A message that goes by itself soon, with the way to stop it; and why one that should have gone waits for somebody.
import { useTranslation } from "react-i18next";
import { Hand } from "lucide-react";
import i18next from "i18next";
import { useMay } from "@/api/me";
import type { Signal } from "@/api/types";
import { exactTime, relativeTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { againstAt } from "./Before";
import { useHold, useJudge } from "./queries";

/** Why it waits, by the code a person's approval would have met. */
function keptBackWords(code: string): string {
  const key = `health:auto.keptBack.${code}`;
  const say = i18next.t as (key: string) => string;
  return i18next.exists(key) ? say(key) : say("health:auto.keptBack.other");
}

export function GoesByItself({ signal }: { signal: Signal }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  const hold = useHold(signal.id);
  const onError = useToastError();
  if (signal.status !== "pending") return null;
  // What speaks against it now is said above, with until when.
  if (signal.kept_back && signal.kept_back === againstAt(signal, now)?.code) return null;
  if (signal.kept_back) return <p className="mt-3 px-1 text-sm text-ink-soft">{keptBackWords(signal.kept_back)}</p>;
  if (!signal.send_at) return null;
  const isDue = new Date(signal.send_at) <= now;
  return (
    <div className="mt-4">
      <Notice
        tone="note"
        role="status"
        title={isDue ? t("auto.goes.due") : t("auto.goes.title", { when: relativeTime(signal.send_at, i18n.language, now) })}
        action={
          <Button
            icon={Hand}
            busy={hold.isPending}
            onClick={() => hold.mutate(undefined, { onSuccess: () => toast({ title: t("auto.goes.stopped"), tone: "good" }), onError })}
          >
            {t("auto.goes.stop")}
          </Button>
        }
      >
        {t("auto.goes.body", { at: exactTime(signal.send_at, i18n.language) })}
      </Notice>
    </div>
  );
}

/** Asked afterwards of what went by itself: the answers tell how far its detector may be trusted. */
export function WasItRight({ signal }: { signal: Signal }) {
  const { t } = useTranslation("health");
  const may = useMay("handle_signals");
  const judge = useJudge(signal.id);
  const onError = useToastError();
  if (!signal.sent_by_itself) return null;
  if (signal.judged) return <p className="mt-3 text-sm text-ink-soft">{t(`auto.judged.${signal.judged}`)}</p>;
  if (!may) return null;
  const say = (right: boolean) => judge.mutate(right, { onError });
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      <p>{t("auto.wasItRight")}</p>
      <div className="flex gap-2">
        <Button size="small" disabled={judge.isPending} onClick={() => say(true)}>
          {t("auto.right")}
        </Button>
        <Button size="small" disabled={judge.isPending} onClick={() => say(false)}>
          {t("auto.wrong")}
        </Button>
      </div>
    </div>
  );
}

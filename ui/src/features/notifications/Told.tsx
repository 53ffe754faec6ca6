// What I was told, and whether it reached me.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { BellRing } from "lucide-react";
import type { NoticeWent, ToldNotice } from "@/api/types";
import { Badge, type Tone } from "@/ui/Badge";
import { EmptyState } from "@/ui/EmptyState";
import { PagedList } from "../common/PagedList";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { useFaultWords } from "./Outcome";
import { toldQuery } from "./queries";

type State = "sent" | "failed" | "waiting" | "dropped";

const TONES: Record<State, Tone> = { sent: "good", failed: "bad", waiting: "plain", dropped: "plain" };

function stateOf({ sent_at, fault, dropped }: NoticeWent): State {
  if (sent_at) return "sent";
  if (dropped) return "dropped";
  return fault ? "failed" : "waiting";
}

function Went({ went }: { went: NoticeWent }) {
  const { t } = useTranslation("notifications");
  const words = useFaultWords();
  const state = stateOf(went);
  const why = went.dropped ? t(`dropped.${went.dropped}`) : went.fault && state === "failed" ? words(went.fault) : undefined;
  return (
    <Badge tone={TONES[state]}>
      <span title={why}>
        {t(`channels.${went.channel}`)}: {t(`states.${state}`)}
        {why && <span className="sr-only"> ({why})</span>}
      </span>
    </Badge>
  );
}

function ToldRow({ notice }: { notice: ToldNotice }) {
  const failed = notice.went.find((went) => stateOf(went) === "failed");
  const words = useFaultWords();
  return (
    <Row
      title={
        <a href={notice.link} className="hover:underline">
          {notice.title}
        </a>
      }
      aside={
        <span className="text-sm text-ink-faint">
          <Time at={notice.at} />
        </span>
      }
    >
      {notice.body && <p>{notice.body}</p>}
      <div className="mt-1.5 flex flex-wrap gap-1.5">
        {notice.went.map((went) => (
          <Went key={went.channel} went={went} />
        ))}
      </div>
      {failed?.fault && <p className="mt-1 text-bad">{words(failed.fault)}</p>}
    </Row>
  );
}

export function Told() {
  const { t } = useTranslation("notifications");
  const told = useInfiniteQuery(toldQuery);
  return (
    <PagedList
      query={told}
      label={t("told")}
      empty={
        <EmptyState icon={BellRing} title={t("nothingTold")}>
          {t("nothingToldHint")}
        </EmptyState>
      }
    >
      {(notice) => <ToldRow key={notice.id} notice={notice} />}
    </PagedList>
  );
}

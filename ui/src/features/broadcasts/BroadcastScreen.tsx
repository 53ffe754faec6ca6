// One broadcast: a draft to look over and start, or one that runs or has run.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/Badge";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { SectionPage } from "../whatsapp/SectionPage";
import { broadcastTones } from "./counts";
import { DraftPart } from "./DraftPart";
import { broadcastQuery } from "./queries";
import { RunningPart } from "./RunningPart";

export function BroadcastScreen() {
  const { t } = useTranslation("broadcasts");
  const { broadcastId } = useParams({ from: "/signed-in/shell/whatsapp/broadcasts/$broadcastId" });
  const broadcast = useQuery(broadcastQuery(broadcastId));
  return (
    <Loaded query={broadcast}>
      {(data) => (
        <SectionPage
          title={<bdi>{data.name}</bdi>}
          back={{ to: "/whatsapp/broadcasts", label: t("title") }}
          description={
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
              <Badge tone={broadcastTones[data.state]}>{t(`states.${data.state}`)}</Badge>
              <bdi>{data.template.name}</bdi>
              <span>
                {t(data.started_at ? "startedAt" : "madeAt")} <Time at={data.started_at ?? data.created_at} />
              </span>
            </span>
          }
        >
          {data.state === "draft" ? <DraftPart broadcast={data} /> : <RunningPart broadcast={data} />}
        </SectionPage>
      )}
    </Loaded>
  );
}

// The shop's broadcasts: drafts, the one that runs, and what became of the others.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Megaphone, Plus } from "lucide-react";
import type { Broadcast } from "@/api/types";
import { formatCount } from "@/lib/numbers";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Progress } from "@/ui/Progress";
import { PagedList } from "../common/PagedList";
import { Time } from "../common/Time";
import { SectionPage } from "../whatsapp/SectionPage";
import { broadcastTones, doneShare, totalOf } from "./counts";
import { broadcastsQuery } from "./queries";

function BroadcastRow({ broadcast }: { broadcast: Broadcast }) {
  const { t, i18n } = useTranslation("broadcasts");
  const { counts } = broadcast;
  return (
    <li>
      <Link
        to="/whatsapp/broadcasts/$broadcastId"
        params={{ broadcastId: broadcast.id }}
        className="block px-4 py-3.5 -outline-offset-2 transition-colors hover:bg-sunken sm:px-5 dark:hover:bg-raised"
      >
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{broadcast.name}</bdi>
          <Badge tone={broadcastTones[broadcast.state]}>{t(`states.${broadcast.state}`)}</Badge>
          <span className="text-sm text-ink-faint sm:ms-auto">
            <Time at={broadcast.started_at ?? broadcast.created_at} />
          </span>
        </span>
        <span className="mt-1 block text-sm text-ink-soft">
          <bdi>{broadcast.template.name}</bdi>
          {broadcast.state !== "draft" && (
            <>
              {" · "}
              {t("line", {
                count: totalOf(counts),
                read: formatCount(counts.read, i18n.language),
                failed: formatCount(counts.failed, i18n.language),
              })}
            </>
          )}
        </span>
        {broadcast.state === "sending" && (
          <span className="mt-2.5 block">
            <Progress value={doneShare(counts)} label={t("progress")} />
          </span>
        )}
      </Link>
    </li>
  );
}

export function BroadcastsScreen() {
  const { t } = useTranslation("broadcasts");
  const broadcasts = useInfiniteQuery(broadcastsQuery);
  const make = (
    <Button asChild tone="primary">
      <Link to="/whatsapp/broadcasts/new">
        <Plus size={18} strokeWidth={1.75} aria-hidden />
        {t("new")}
      </Link>
    </Button>
  );
  return (
    <SectionPage title={t("title")} description={t("lead")} action={make}>
      <PagedList
        query={broadcasts}
        label={t("title")}
        empty={
          <EmptyState icon={Megaphone} title={t("emptyTitle")} action={make}>
            {t("emptyBody")}
          </EmptyState>
        }
      >
        {(broadcast) => <BroadcastRow key={broadcast.id} broadcast={broadcast} />}
      </PagedList>
    </SectionPage>
  );
}

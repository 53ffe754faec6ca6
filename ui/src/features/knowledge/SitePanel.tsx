// How the reading of a site stands, live: how many pages, why some were left out, a stop button, when it is read again.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CircleStop } from "lucide-react";
import { useMay } from "@/api/me";
import type { SitePage, SitePageState, SiteReport } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { relativeTime, timeAgo } from "@/lib/dates";
import { languageTitle } from "@/lib/languages";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { LoadMore } from "@/features/common/LoadMore";
import { Segmented } from "@/ui/Segmented";
import { SkeletonRows } from "@/ui/Skeleton";
import { sitePagesQuery, useStopSite } from "./queries";
import { useWhyFailed } from "./SourceState";

const STATES = ["read", "unchanged", "skipped", "failed", "gone", "waiting"] as const satisfies readonly SitePageState[];

/** `/it/menu?a=1` of a whole address. */
export function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return decodeURI(pathname) + search;
  } catch {
    return url;
  }
}

function PageRow({ page }: { page: SitePage }) {
  const why = useWhyFailed();
  const name = (
    <span dir="ltr" className="block truncate">
      {pathOf(page.url)}
    </span>
  );
  return (
    <li className="py-2.5">
      {page.source_id ? (
        <Link
          to="/knowledge/$sourceId"
          params={{ sourceId: page.source_id }}
          className="block font-medium underline-offset-2 hover:underline"
        >
          {name}
        </Link>
      ) : (
        name
      )}
      {page.title && (
        <p dir="auto" className="truncate text-sm text-ink-faint">
          {page.title}
        </p>
      )}
      {page.reason && <p className="text-sm text-ink-soft">{why(page)}</p>}
    </li>
  );
}

function Pages({ id, state }: { id: string; state: SitePageState }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const query = useInfiniteQuery(sitePagesQuery(id, state));
  if (query.isError && !query.data) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={4} label={t("common:loading")} />;
  const pages = query.data.pages.flatMap((page) => page.items);
  if (pages.length === 0) return <p className="py-3 text-ink-faint">{t("knowledge:site.none")}</p>;
  return (
    <>
      <ul aria-label={t(`knowledge:site.states.${state}`)} className="divide-y divide-line">
        {pages.map((page) => (
          <PageRow key={page.id} page={page} />
        ))}
      </ul>
      <LoadMore query={query} />
    </>
  );
}

function Standing({ site }: { site: SiteReport }) {
  const { t, i18n } = useTranslation("knowledge");
  const now = useNow();
  const language = i18n.language;
  const languages = site.languages.map(({ language: tag, documents }) => {
    const name = tag ? languageTitle(tag, language) : t("site.noLanguage");
    return `${name} ${documents}`;
  });
  return (
    <div className="flex flex-col gap-1 text-sm text-ink-soft">
      {site.state === "reading" && <p>{t("site.usable")}</p>}
      {site.state === "stopped" && <p>{t("site.stopped")}</p>}
      {site.ended_at && <p>{t("site.ended", { when: timeAgo(site.ended_at, language, now, "long") })}</p>}
      {site.again_at && <p>{t("site.again", { when: relativeTime(site.again_at, language, now, "long") })}</p>}
      {languages.length > 0 && (
        <p>
          {t("site.languages")}: {languages.join(", ")}
        </p>
      )}
    </div>
  );
}

export function SitePanel({ id, site }: { id: string; site: SiteReport }) {
  const { t } = useTranslation("knowledge");
  const stop = useStopSite();
  const mayWrite = useMay("write_knowledge");
  const present = STATES.filter((state) => site[state] > 0);
  const [chosen, setChosen] = useState<SitePageState>("read");
  const state = present.includes(chosen) ? chosen : (present[0] ?? "read");
  const reading = site.state === "reading";
  return (
    <Card>
      <CardHeader
        title={t("site.title")}
        description={reading ? t("site.readSoFar", { count: site.documents }) : t("site.documents", { count: site.documents })}
        action={
          reading &&
          mayWrite && (
            <Button icon={CircleStop} busy={stop.isPending} onClick={() => stop.mutate(id)}>
              {t("site.stop")}
            </Button>
          )
        }
      />
      <div className="flex flex-col gap-4">
        <Standing site={site} />
        {present.length > 0 && (
          <>
            <Segmented
              small
              className="flex-wrap"
              label={t("site.filter")}
              value={state}
              onChange={setChosen}
              options={present.map((value) => ({ value, label: `${t(`site.states.${value}`)} ${site[value]}` }))}
            />
            <Pages id={id} state={state} />
          </>
        )}
      </div>
    </Card>
  );
}

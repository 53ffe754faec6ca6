// Everything the assistant may read, with its state.
import { Link } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { BookOpen, CircleHelp, FileText, Globe, NotebookText, Plus, RotateCcw, type LucideIcon } from "lucide-react";
import { useMay } from "@/api/me";
import type { KnowledgeSource, SourceKind } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { LoadMore } from "@/ui/LoadMore";
import { SkeletonRows } from "@/ui/Skeleton";
import { sourcesQuery, useRetrySource } from "./queries";
import { ValidityBadge } from "./ValidityCard";
import { SourceBadge, SourceProgress, useSourceFacts, useWhyFailed } from "./SourceState";

const ICONS: Record<SourceKind, LucideIcon> = { text: NotebookText, faq: CircleHelp, page: Globe, file: FileText, site: Globe };

function Row({ source }: { source: KnowledgeSource }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const facts = useSourceFacts();
  const whyFailed = useWhyFailed();
  const retry = useRetrySource();
  const mayWrite = useMay("write_knowledge");
  return (
    <li className="flex flex-col gap-2.5 py-3.5">
      <div className="flex items-center gap-3">
        <span className="grid size-10 shrink-0 place-items-center rounded-xl bg-sunken text-ink-soft dark:bg-raised">
          <Icon of={ICONS[source.kind]} />
        </span>
        <div className="min-w-0 flex-1">
          <Link
            to="/knowledge/$sourceId"
            params={{ sourceId: source.id }}
            className="block font-medium underline-offset-2 [overflow-wrap:anywhere] sm:truncate hover:underline pointer-coarse:-my-2.75 pointer-coarse:py-2.75"
          >
            {source.title || source.url || t(`knowledge:kinds.${source.kind}`)}
          </Link>
          <p className="text-sm text-ink-faint sm:truncate">{facts(source)}</p>
        </div>
        <ValidityBadge source={source} />
        <SourceBadge source={source} />
      </div>
      <SourceProgress source={source} />
      {source.state === "failed" && (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-xl bg-bad-tint px-4 py-2.5 text-sm text-bad">
          <p className="min-w-0 flex-1 basis-56">{whyFailed(source)}</p>
          {mayWrite && (
            <Button size="small" icon={RotateCcw} busy={retry.isPending} onClick={() => retry.mutate(source)}>
              {t("common:retry")}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

export function SourceList({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const query = useInfiniteQuery(sourcesQuery);
  const mayWrite = useMay("write_knowledge");
  const sources = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError && !query.data) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={4} label={t("common:loading")} />;
  if (sources.length === 0) {
    return (
      <EmptyState
        icon={BookOpen}
        title={t("knowledge:empty.title")}
        action={
          mayWrite && (
            <Button tone="primary" icon={Plus} onClick={onAdd}>
              {t("knowledge:empty.action")}
            </Button>
          )
        }
      >
        {t("knowledge:empty.body")}
      </EmptyState>
    );
  }
  return (
    <>
      <ul aria-label={t("knowledge:title")} className="divide-y divide-line">
        {sources.map((source) => (
          <Row key={source.id} source={source} />
        ))}
      </ul>
      <LoadMore
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
        label={t("common:more")}
      />
    </>
  );
}

// Everything the assistant may read, with its state and what it answered.
import { useEffect, useState } from "react";
import { Link } from "@tanstack/react-router";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { BookOpen, CircleHelp, FileText, Globe, NotebookText, Plus, RotateCcw, Store, type LucideIcon } from "lucide-react";
import { useMay } from "@/api/me";
import type { KnowledgeSource, SourceKind } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { LoadMore } from "@/features/common/LoadMore";
import { Segmented } from "@/ui/Segmented";
import { SkeletonRows } from "@/ui/Skeleton";
import { sourcesQuery, useRetrySource } from "./queries";
import { useUseWords } from "./SourceUse";
import { usesQuery } from "./useQueries";
import { ValidityBadge } from "./ValidityCard";
import { SourceBadge, SourceProgress, useSourceFacts, useWhyFailed } from "./SourceState";

const ICONS: Record<SourceKind, LucideIcon> = {
  text: NotebookText,
  faq: CircleHelp,
  page: Globe,
  file: FileText,
  site: Globe,
  shop: Store,
};

const WHICH = ["all", "unused"] as const;

function Row({ source }: { source: KnowledgeSource }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const facts = useSourceFacts();
  const whyFailed = useWhyFailed();
  const retry = useRetrySource();
  const mayWrite = useMay("write_knowledge");
  const uses = useQuery(usesQuery);
  const words = useUseWords();
  const badges = (
    <>
      <ValidityBadge source={source} />
      <SourceBadge source={source} />
    </>
  );
  return (
    <li className="flex flex-col gap-2.5 py-3.5">
      <div className="flex items-start gap-3 sm:items-center">
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
          {uses.data && source.state === "ready" && <p className="text-sm text-ink-faint sm:truncate">{words(uses.data, source.id)}</p>}
          <span className="mt-1.5 flex flex-wrap gap-1.5 sm:hidden">{badges}</span>
        </div>
        <span className="flex items-center gap-3 max-sm:hidden">{badges}</span>
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
  const uses = useQuery(usesQuery);
  const [which, setWhich] = useState<(typeof WHICH)[number]>("all");
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  // What is not used may stand anywhere in the list.
  useEffect(() => {
    if (which === "unused" && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [which, hasNextPage, isFetchingNextPage, fetchNextPage]);
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
  const shown = which === "all" ? sources : sources.filter((source) => source.state === "ready" && !uses.data?.of.has(source.id));
  return (
    <>
      {uses.data?.complete && (
        <div className="flex justify-end pt-2">
          <Segmented
            label={t("knowledge:use.filter")}
            value={which}
            onChange={setWhich}
            options={WHICH.map((value) => ({ value, label: t(`knowledge:use.${value}`) }))}
          />
        </div>
      )}
      {shown.length === 0 && !query.hasNextPage && <p className="py-6 text-center text-ink-faint">{t("knowledge:use.allUsed")}</p>}
      <ul aria-label={t("knowledge:title")} className="divide-y divide-line">
        {shown.map((source) => (
          <Row key={source.id} source={source} />
        ))}
      </ul>
      <LoadMore query={query} />
    </>
  );
}

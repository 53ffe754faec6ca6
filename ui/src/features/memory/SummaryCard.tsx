// What a long conversation came to, above the card of whoever takes it over: three short lists, who wrote them, and what they
// do not know yet. Without a model there is nothing here.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefreshCw, ScrollText } from "lucide-react";
import { useMay } from "@/api/me";
import type { ConversationSummary, SummaryLines } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Time } from "../common/Time";
import { summaryQuery, useSumUp } from "./queries";

const KINDS = ["asked", "answered", "open"] as const;

function LineList({ lines, language }: { lines: SummaryLines; language: string }) {
  const { t } = useTranslation("memory");
  return (
    <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[auto_1fr]">
      {KINDS.filter((kind) => lines[kind].length > 0).map((kind) => (
        <div key={kind} className="contents">
          <dt className="text-sm text-ink-faint">{t(`summary.${kind}`)}</dt>
          <dd className="max-sm:mb-1.5">
            <ul className="flex flex-col gap-1">
              {lines[kind].map((line, at) => (
                <li key={at} dir="auto" lang={language} className="[overflow-wrap:anywhere]">
                  {line}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Card({ summary, conversation }: { summary: ConversationSummary; conversation: string }) {
  const { t } = useTranslation("memory");
  const may = useMay("reply");
  const sumUp = useSumUp(conversation);
  const { written, under_way, fault, can_be_written } = summary;
  const mayWrite = may && can_be_written;
  const isStale = written !== null && written !== undefined && written.newer > 0;
  if (!written && !mayWrite && !under_way) return null;
  return (
    <section aria-label={t("summary.title")} className="flex flex-col gap-3 rounded-2xl bg-surface p-4 ring-1 ring-line">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Icon of={ScrollText} className="text-ink-faint" />
        <h3 className="min-w-0 flex-1 basis-40 font-serif text-lg leading-snug font-medium">{t("summary.title")}</h3>
        {mayWrite && (!written || isStale) && (
          <Button size="small" icon={written ? RefreshCw : undefined} busy={sumUp.isPending || under_way} onClick={() => sumUp.mutate()}>
            {t(under_way ? "summary.writing" : written ? "summary.again" : "summary.write")}
          </Button>
        )}
      </header>
      {fault && <Notice tone="warn">{t(`summary.faults.${fault}`)}</Notice>}
      {written && (
        <>
          <LineList lines={written.lines} language={written.language} />
          <p className="text-sm text-ink-faint">
            {isStale && <span className="font-medium text-warn">{t("summary.newer", { count: written.newer })} </span>}
            {t("summary.by", { model: written.model })} <Time at={written.made_at} />
          </p>
        </>
      )}
      {under_way && (
        <p role="status" className="sr-only">
          {t("summary.writing")}
        </p>
      )}
    </section>
  );
}

export function SummaryCard({ conversation }: { conversation: string }) {
  const summary = useQuery(summaryQuery(conversation));
  return summary.data ? <Card summary={summary.data} conversation={conversation} /> : null;
}

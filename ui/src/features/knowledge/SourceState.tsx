// How far a source has come: on its way, ready, or failed and why.
import { useTranslation } from "react-i18next";
import { CircleAlert, CircleCheck, Clock } from "lucide-react";
import type { KnowledgeSource } from "@/api/types";
import { formatBytes } from "@/lib/numbers";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Badge, Notice } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";

export function SourceBadge({ source }: { source: KnowledgeSource }) {
  const { t } = useTranslation("knowledge");
  switch (source.state) {
    case "queued":
      return (
        <Badge>
          <Icon of={Clock} size={14} />
          {t("state.queued")}
        </Badge>
      );
    case "working":
      return <Badge tone="brass">{t("state.working")}</Badge>;
    case "ready":
      if ((source.to_confirm ?? []).length > 0) return <Badge tone="warn">{t("state.to_confirm")}</Badge>;
      return (
        <Badge tone="good">
          <Icon of={CircleCheck} size={14} />
          {t("state.ready")}
        </Badge>
      );
    case "failed":
      return (
        <Badge tone="bad">
          <Icon of={CircleAlert} size={14} />
          {t("state.failed")}
        </Badge>
      );
  }
}

export function SourceProgress({ source }: { source: KnowledgeSource }) {
  const { t } = useTranslation("knowledge");
  if (source.state !== "working") return null;
  return <Progress label={t("state.working")} {...(typeof source.progress === "number" && { value: source.progress / 100 })} />;
}

/** Why it could not be read, and what to do. */
export function useWhyFailed(): (source: Pick<KnowledgeSource, "reason">) => string {
  const { t, i18n } = useTranslation("knowledge");
  return ({ reason }) => {
    if (!reason) return t("state.failedWhy");
    // A code of a newer server has no words here yet.
    return i18n.exists(`knowledge:reasons.${reason.code}`) ? t(`reasons.${reason.code as "damaged"}`) : reason.message;
  };
}

/** "12 passages · 40 kB · 3 minutes ago" */
export function useSourceFacts(): (source: KnowledgeSource) => string {
  const { t, i18n } = useTranslation("knowledge");
  const now = useNow();
  return (source) =>
    [
      t(`kinds.${source.kind}`),
      source.state === "ready" && t("passages", { count: source.chunks }),
      source.bytes > 0 && formatBytes(source.bytes, i18n.language),
      timeAgo(source.updated_at, i18n.language, now),
    ]
      .filter(Boolean)
      .join(" · ");
}

/** What could not be read, each with its place. */
export function SourceWarnings({ source }: { source: KnowledgeSource }) {
  const { t, i18n } = useTranslation("knowledge");
  const warnings = source.warnings ?? [];
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warn" title={t("warnings.title")}>
      <ul className="flex flex-col gap-1">
        {warnings.map(({ code, place, params }, index) => {
          const where = [
            place?.sheet && t("warnings.sheet", { sheet: place.sheet }),
            place?.page && t("warnings.page", { page: place.page }),
            place?.row && t("warnings.row", { row: place.row }),
          ].filter(Boolean);
          // A code of a newer server has no words here yet.
          const what = i18n.exists(`knowledge:warnings.${code}`)
            ? t(`warnings.${code}`, { letters: "", pages: "", ...params })
            : t("warnings.other", { code });
          return <li key={index}>{[...where, what].join(": ")}</li>;
        })}
      </ul>
    </Notice>
  );
}

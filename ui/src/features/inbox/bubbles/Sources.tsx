// Where an answer comes from: the passages and pages, one click away.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { BookOpen } from "lucide-react";
import type { Source } from "@/api/types";
import { Icon } from "@/ui/Icon";
import { Popover } from "@/ui/Popover";
import { WebLink } from "../WebLink";

function Passage({ source }: { source: Source }) {
  const { t } = useTranslation("inbox");
  return (
    <li className="flex flex-col gap-1.5 not-first:border-t not-first:border-line not-first:pt-3">
      <p className="font-medium">{source.title}</p>
      <blockquote
        dir="auto"
        className="border-s-2 border-brass-mark ps-3 text-sm whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]"
      >
        {source.passage}
      </blockquote>
      {source.source_id ? (
        <Link
          to="/knowledge/$sourceId"
          params={{ sourceId: source.source_id }}
          className="self-start text-sm font-medium text-brass underline underline-offset-2 pointer-coarse:-mb-3 pointer-coarse:py-3"
        >
          {t("sources.open")}
        </Link>
      ) : (
        source.url && <WebLink url={source.url}>{t("sources.openWeb")}</WebLink>
      )}
    </li>
  );
}

export function Sources({ sources }: { sources: Source[] }) {
  const { t } = useTranslation("inbox");
  if (sources.length === 0) return null;
  const label = t("sources.count", { count: sources.length });
  return (
    <Popover
      label={t("sources.title")}
      trigger={
        <button
          type="button"
          className="inline-flex min-h-6 items-center pointer-coarse:-my-2.5 pointer-coarse:min-h-11 gap-1.5 rounded-md text-sm font-medium text-brass hover:underline"
        >
          <Icon of={BookOpen} size={14} />
          {label}
        </button>
      }
    >
      <h3 className="mb-3 font-serif text-lg font-medium">{t("sources.title")}</h3>
      <ul className="flex flex-col gap-3">
        {sources.map((source, index) => (
          <Passage key={source.chunk_id ?? index} source={source} />
        ))}
      </ul>
    </Popover>
  );
}

// What became of something the assistant was given: it is being read, this is what was read, or this is why not.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CircleAlert, CircleCheck } from "lucide-react";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { sourceQuery } from "./queries";
import { useWhyFailed } from "./SourceState";

/** Looked at this often while it is read, beside the news about it, in milliseconds. */
const LOOK = 1500;
/** Characters of the piece shown as a taste. */
const TASTE = 280;

/** The piece that says most, cut at a word: the first is often a menu. */
export function tasteOf(passages: readonly { text: string }[]): string | null {
  const [longest] = passages.map(({ text }) => text.trim()).sort((a, b) => b.length - a.length);
  if (!longest) return null;
  if (longest.length <= TASTE) return longest;
  return `${longest.slice(0, TASTE).replace(/\s+\S*$/, "")}…`;
}

export function useSource(id: string) {
  return useQuery({
    ...sourceQuery(id),
    refetchInterval: ({ state }) => (state.data?.state === "ready" || state.data?.state === "failed" ? false : LOOK),
  });
}

export function SourceOutcome({ id }: { id: string }) {
  const { t } = useTranslation("knowledge");
  const whyFailed = useWhyFailed();
  const { data: source, error } = useSource(id);
  if (error && !source) return <ErrorNotice error={error} />;
  if (!source || source.state === "queued" || source.state === "working") {
    const soFar = source?.site?.documents ?? 0;
    return (
      <div role="status" className="flex flex-col gap-3 rounded-2xl bg-sunken px-5 py-4 dark:bg-surface">
        <p className="truncate font-medium">{t("outcome.reading")}</p>
        {soFar > 0 && <p className="text-ink-soft">{t("outcome.soFar", { count: soFar })}</p>}
        <Progress label={t("state.working")} {...(typeof source?.progress === "number" && { value: source.progress / 100 })} />
      </div>
    );
  }
  if (source.state === "failed") {
    return (
      <div role="alert" className="flex items-start gap-3 rounded-2xl bg-bad-tint px-5 py-4">
        <Icon of={CircleAlert} className="mt-0.5 shrink-0 text-bad" />
        <div className="min-w-0">
          <p className="font-medium [overflow-wrap:anywhere]">{t("outcome.failed", { title: source.title })}</p>
          <p className="mt-0.5 text-pretty text-ink-soft">{whyFailed(source)}</p>
        </div>
      </div>
    );
  }
  const taste = tasteOf(source.passages);
  return (
    <div role="status" className="flex items-start gap-3 rounded-2xl bg-sunken px-5 py-4 dark:bg-surface">
      <Icon of={CircleCheck} className="mt-0.5 shrink-0 text-good" />
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{source.title}</p>
        <p className="text-ink-soft">
          {(source.to_confirm ?? []).length > 0 ? t("outcome.toConfirm") : t("outcome.read", { count: source.chunks })}
        </p>
        {taste && (
          <blockquote
            dir="auto"
            className="mt-3 border-s-2 border-brass-line ps-3 text-sm whitespace-pre-line text-ink-soft [overflow-wrap:anywhere]"
          >
            {taste}
          </blockquote>
        )}
      </div>
    </div>
  );
}

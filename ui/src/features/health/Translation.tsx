// A draft in the reader's own language, beside the one the customer gets: made once, when its card first comes into sight of
// somebody who reads another one, and never sent.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiError, api, dataOf } from "@/api/client";
import { useErrorWords } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { Signal, SignalTranslation } from "@/api/types";
import { languageName } from "@/lib/languages";
import { useSeen } from "@/lib/useSeen";
import { Button } from "@/ui/Button";
import { Progress } from "@/ui/Progress";

const translationQuery = (id: string, version: number, language: string) =>
  queryOptions({
    queryKey: key("translation", id, version, language),
    queryFn: () =>
      dataOf(
        api.POST("/api/v1/health/signals/{id}/translation", { params: { path: { id } }, body: { language } }),
      ) as Promise<SignalTranslation>,
    // A draft of this version says the same for ever; a refusal is no reason to ask again by itself, for each answer is paid.
    staleTime: Infinity,
    retry: false,
  });

/** Whether a reader of one language needs the other translated. Latin letters do not make Urdu readable to whoever reads Urdu. */
export function needsTranslation(draft: string | null | undefined, reader: string): boolean {
  if (!draft) return false;
  const parts = (tag: string) => {
    const [base, ...rest] = tag.toLowerCase().split(/[-_]/);
    return `${base} ${rest.find((part) => part.length === 4) ?? ""}`;
  };
  return parts(draft) !== parts(reader);
}

/** Asked once more, the same model says the same of this draft. */
const isFinal = (error: unknown) => error instanceof ApiError && error.code === "translation_refused";

interface ShownProps {
  signal: Signal;
  version: number;
  language: string;
}

function Shown({ signal, version, language }: ShownProps) {
  const { t, i18n } = useTranslation("health");
  const words = useErrorWords();
  const [place, seen] = useSeen<HTMLDivElement>();
  const { data, error, isFetching, refetch } = useQuery({ ...translationQuery(signal.id, version, language), enabled: seen });
  const title = t("card.translation.title", { language: languageName(language, i18n.language) });
  return (
    <div ref={place} className="mt-3">
      {data ? (
        <figure>
          <figcaption className="mb-1.5 px-1 text-sm text-ink-faint">{title}</figcaption>
          <blockquote
            dir="auto"
            lang={language}
            aria-label={title}
            className="rounded-xl px-4 py-3 text-pretty whitespace-pre-wrap text-ink-soft ring-1 ring-line ring-inset [overflow-wrap:anywhere]"
          >
            {data.text}
          </blockquote>
          <p className="mt-1.5 px-1 text-sm text-ink-faint">{t("card.translation.notSent")}</p>
        </figure>
      ) : isFetching ? (
        <Progress label={title} />
      ) : (
        // The card says enough without it: no alarm, and the way to ask once more.
        error && (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 px-1 text-sm text-pretty text-ink-faint">
            <span>
              {t("card.translation.none")} {words(error).title}
            </span>
            {!isFinal(error) && (
              <Button size="small" tone="quiet" onClick={() => void refetch()}>
                {t("card.translation.again")}
              </Button>
            )}
          </p>
        )
      )}
    </div>
  );
}

export function Translation({ signal }: { signal: Signal }) {
  const { i18n } = useTranslation("health");
  const { draft } = signal;
  const language = i18n.language;
  if (!draft?.can_translate || !needsTranslation(draft.language, language)) return null;
  return <Shown signal={signal} version={draft.version} language={language} />;
}

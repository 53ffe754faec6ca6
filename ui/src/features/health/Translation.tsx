// A draft in the reader's own language, beside the one the customer gets: made when somebody asks, and never sent.
import { useState } from "react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Languages } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { useErrorWords } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { Signal, SignalTranslation } from "@/api/types";
import { languageName } from "@/lib/languages";
import { Notice } from "@/ui/Badge";
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

function Shown({ signal, version, language, onHide }: { signal: Signal; version: number; language: string; onHide: () => void }) {
  const { t, i18n } = useTranslation("health");
  const words = useErrorWords();
  const { data, error, isPending } = useQuery(translationQuery(signal.id, version, language));
  const named = { language: languageName(language, i18n.language) };
  if (isPending) return <Progress label={t("card.translation.show", named)} />;
  if (error)
    return (
      <Notice tone="warn" role="alert" title={words(error).title}>
        {words(error).description}
      </Notice>
    );
  return (
    <figure>
      <figcaption className="mb-1.5 flex items-center justify-between gap-3 px-1 text-sm text-ink-faint">
        {t("card.translation.title", named)}
        <Button size="small" tone="quiet" onClick={onHide}>
          {t("card.translation.hide")}
        </Button>
      </figcaption>
      <blockquote
        dir="auto"
        lang={language}
        aria-label={t("card.translation.title", named)}
        className="rounded-xl px-4 py-3 text-pretty whitespace-pre-wrap text-ink-soft ring-1 ring-line ring-inset [overflow-wrap:anywhere]"
      >
        {data.text}
      </blockquote>
      <p className="mt-1.5 px-1 text-sm text-ink-faint">{t("card.translation.notSent")}</p>
    </figure>
  );
}

export function Translation({ signal }: { signal: Signal }) {
  const { t, i18n } = useTranslation("health");
  const [shown, setShown] = useState(false);
  const { draft } = signal;
  const language = i18n.language;
  if (!draft || !needsTranslation(draft.language, language)) return null;
  return (
    <div className="mt-3">
      {shown ? (
        <Shown signal={signal} version={draft.version} language={language} onHide={() => setShown(false)} />
      ) : (
        <Button size="small" tone="quiet" icon={Languages} onClick={() => setShown(true)}>
          {t("card.translation.show", { language: languageName(language, language) })}
        </Button>
      )}
    </div>
  );
}

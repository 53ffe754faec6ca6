// Searches once with the settings on the screen, saved or not, and shows which pages would be read.
import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Search } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { WebSearchOutcome } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { toChange, type WebDraft } from "./webDraft";

function Outcome({ outcome }: { outcome: WebSearchOutcome }) {
  const { t } = useTranslation("settings");
  if (outcome.fault) return <Notice tone="bad" title={t(`web.faults.${outcome.fault}`)} />;
  if (!outcome.sent) return <Notice title={t("web.nothingSent")} />;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-soft">
        {t("web.sent")} <q dir="auto">{outcome.sent}</q>
      </p>
      {outcome.found.length === 0 ? (
        <Notice title={t("web.foundNothing")} />
      ) : (
        <ul aria-label={t("web.wouldRead")} className="flex flex-col gap-2">
          {outcome.found.map((page) => (
            <li key={page.url} className="rounded-xl bg-sunken px-3.5 py-3">
              <bdi className="block font-medium [overflow-wrap:anywhere]">{page.title || page.site}</bdi>
              <bdi dir="ltr" className="block text-sm text-ink-faint [overflow-wrap:anywhere]">
                {page.url}
              </bdi>
            </li>
          ))}
        </ul>
      )}
      {outcome.left_out > 0 && <p className="text-sm text-ink-faint">{t("web.leftOut", { count: outcome.left_out })}</p>}
    </div>
  );
}

export function WebTest({ draft }: { draft: WebDraft }) {
  const { t } = useTranslation("settings");
  const queryClient = useQueryClient();
  const [question, setQuestion] = useState("");
  const test = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/web-search/test", { body: { question, settings: toChange(draft) } })),
    // It counts for the day.
    onSettled: () => queryClient.invalidateQueries({ queryKey: key("web-search") }),
  });
  return (
    <div className="flex max-w-xl flex-col gap-4">
      <Field label={t("web.question")} hint={t("web.questionHint")}>
        <Input
          maxLength={500}
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            // The form around it would save.
            event.preventDefault();
            if (question.trim()) test.mutate();
          }}
        />
      </Field>
      <Button className="self-start" icon={Search} busy={test.isPending} disabled={!question.trim()} onClick={() => test.mutate()}>
        {t("web.try")}
      </Button>
      <div aria-live="polite" className="w-full empty:hidden">
        {test.error && <ErrorNotice error={test.error} />}
        {test.data && !test.isPending && <Outcome outcome={test.data} />}
      </div>
    </div>
  );
}

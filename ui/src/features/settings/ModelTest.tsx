// Asks the model one question with the settings on the screen, saved or not, and says how it went.
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FlaskConical } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "../common/ErrorNotice";
import { toChange, type LlmDraft } from "./modelDraft";

/** Models mark what they quote with [[number]]; that is not for people. */
function withoutMarks(text: string): string {
  return text.replace(/\s*\[\[[^\]]*\]\]/g, "");
}

export function ModelTest({ which, draft }: { which: "chat" | "second" | "embedding" | "rerank" | "transcription"; draft: LlmDraft }) {
  const { t } = useTranslation("settings");
  const test = useMutation({ mutationFn: () => dataOf(api.POST("/api/v1/llm/test", { body: { which, settings: toChange(draft) } })) });
  const result = test.data;
  return (
    <div className="mt-5 flex flex-col items-start gap-4">
      <Button icon={FlaskConical} busy={test.isPending} onClick={() => test.mutate()}>
        {t("model.test")}
      </Button>
      <div aria-live="polite" className="w-full empty:hidden">
        {test.error && <ErrorNotice error={test.error} />}
        {result && !test.isPending && (
          <Notice tone={result.fault ? "bad" : "good"} title={result.fault ? t(`model.faults.${result.fault}`) : t("model.answers")}>
            {result.fault ? result.said && <bdi>{result.said}</bdi> : t("model.latency", { milliseconds: result.latency_ms })}
            {result.sample && <q className="mt-1 block italic">{withoutMarks(result.sample)}</q>}
          </Notice>
        )}
      </div>
    </div>
  );
}

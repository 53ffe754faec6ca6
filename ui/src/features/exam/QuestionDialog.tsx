// A question of the exam: what a customer asks, and what must happen.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { ExamExpected, NewExamQuestion } from "@/api/types";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Field, Select, Textarea } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { LanguageOptions } from "../common/LanguageOptions";
import { EXPECTED, factLines } from "./exam";
import { useSaveQuestion } from "./queries";

const LANGUAGES = [
  "en",
  "it",
  "es",
  "pt",
  "fr",
  "de",
  "nl",
  "pl",
  "ro",
  "el",
  "ru",
  "uk",
  "tr",
  "ar",
  "fa",
  "he",
  "hi",
  "ur",
  "bn",
  "id",
  "zh",
  "ja",
  "ko",
];

interface QuestionDialogProps {
  /** Nothing for a new one. */
  id?: string | undefined;
  question: NewExamQuestion;
  onClose: () => void;
}

export function QuestionDialog({ id, question, onClose }: QuestionDialogProps) {
  const { t } = useTranslation(["exam", "common"]);
  const save = useSaveQuestion();
  const [draft, setDraft] = useState(question);
  const [must, setMust] = useState((question.must_say ?? []).join("\n"));
  const [mustNot, setMustNot] = useState((question.must_not_say ?? []).join("\n"));
  const errors = fieldErrors(save.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const body = { ...draft, must_say: factLines(must), must_not_say: factLines(mustNot) };
    save.mutate({ id, body }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(id === undefined ? "exam:questions.add" : "exam:questions.change")}
      closeLabel={t("common:close")}
      footer={
        <Button type="submit" form="exam-question" tone="primary" busy={save.isPending}>
          {t("common:save")}
        </Button>
      }
    >
      <form id="exam-question" onSubmit={onSubmit} className="flex flex-col gap-5">
        {save.error && <ErrorNotice error={save.error} />}
        <Field label={t("exam:questions.text")} error={errors.text}>
          <Textarea
            required
            rows={2}
            maxLength={1000}
            dir="auto"
            value={draft.text}
            onChange={(event) => setDraft({ ...draft, text: event.target.value })}
          />
        </Field>
        <div className="flex flex-col gap-1.5">
          <p aria-hidden className="text-sm font-medium">
            {t("exam:questions.expected")}
          </p>
          <Choice<ExamExpected>
            label={t("exam:questions.expected")}
            value={draft.expected}
            onChange={(expected) => setDraft({ ...draft, expected })}
            options={EXPECTED.map((value) => ({ value, label: t(`exam:expected.${value}`) }))}
          />
        </div>
        <Field label={t("exam:questions.mustSay")} hint={t("exam:questions.mustSayHint")} error={errors.must_say}>
          <Textarea rows={2} dir="auto" value={must} onChange={(event) => setMust(event.target.value)} />
        </Field>
        <Field label={t("exam:questions.mustNotSay")} hint={t("exam:questions.mustNotSayHint")} error={errors.must_not_say}>
          <Textarea rows={2} dir="auto" value={mustNot} onChange={(event) => setMustNot(event.target.value)} />
        </Field>
        <Field label={t("exam:questions.language")} error={errors.language}>
          <Select value={draft.language ?? ""} onChange={(event) => setDraft({ ...draft, language: event.target.value || null })}>
            <option value="">{t("exam:questions.anyLanguage")}</option>
            <LanguageOptions codes={draft.language && !LANGUAGES.includes(draft.language) ? [draft.language, ...LANGUAGES] : LANGUAGES} />
          </Select>
        </Field>
      </form>
    </Dialog>
  );
}

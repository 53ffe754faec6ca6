// Five questions every customer asks. The ones left empty are left out.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Field, Textarea } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { useAddSource } from "../knowledge/queries";

const QUESTIONS = ["sell", "order", "deliver", "pay", "returns"] as const;

export function AnswersForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("firstRun");
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const add = useAddSource();
  const pairs = QUESTIONS.map((key) => ({ question: t(`knowledge.questions.${key}`), answer: (answers[key] ?? "").trim() })).filter(
    (pair) => pair.answer,
  );
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ kind: "faq", title: t("knowledge.faqTitle"), pairs }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {add.error && <ErrorNotice error={add.error} />}
      {QUESTIONS.map((key) => (
        <Field key={key} label={t(`knowledge.questions.${key}`)}>
          <Textarea
            rows={2}
            maxLength={2000}
            placeholder={t(`knowledge.examples.${key}`)}
            value={answers[key] ?? ""}
            onChange={(event) => setAnswers({ ...answers, [key]: event.target.value })}
          />
        </Field>
      ))}
      <div>
        <Button type="submit" tone="primary" size="large" busy={add.isPending} disabled={pairs.length === 0}>
          {t("knowledge.saveAnswers")}
        </Button>
      </div>
    </form>
  );
}

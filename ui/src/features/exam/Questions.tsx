// The questions of the exam: written, changed, taken away and brought back.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { GraduationCap, Pencil, Plus, Trash2 } from "lucide-react";
import type { ExamQuestion } from "@/api/types";
import { languageTitle } from "@/lib/languages";
import { formatList } from "@/lib/lists";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "../common/Loaded";
import { Section } from "../settings/Section";
import { bodyOf, newQuestion } from "./exam";
import { questionsQuery, useRemoveQuestion } from "./queries";
import { QuestionDialog } from "./QuestionDialog";

function Facts({ question }: { question: ExamQuestion }) {
  const { t, i18n } = useTranslation("exam");
  const list = (facts: string[]) => formatList(facts, i18n.language);
  return (
    <>
      {question.must_say.length > 0 && <p>{t("questions.says", { facts: list(question.must_say) })}</p>}
      {question.must_not_say.length > 0 && <p>{t("questions.saysNot", { facts: list(question.must_not_say) })}</p>}
    </>
  );
}

function Row({ question, onEdit }: { question: ExamQuestion; onEdit: () => void }) {
  const { t, i18n } = useTranslation("exam");
  const remove = useRemoveQuestion();
  return (
    <li className="flex items-start gap-3 border-t border-line py-3 first:border-t-0">
      <div className="min-w-0 flex-1">
        <p dir="auto" className="font-medium [overflow-wrap:anywhere]">
          {question.text}
        </p>
        <div className="text-sm text-ink-soft [overflow-wrap:anywhere]">
          <Facts question={question} />
        </div>
        <p className="mt-1 flex flex-wrap gap-1.5">
          <Badge>{t(`expected.${question.expected}`)}</Badge>
          {question.language && <Badge>{languageTitle(question.language, i18n.language)}</Badge>}
          {question.origin !== "typed" && <Badge tone="note">{t(`questions.origins.${question.origin}`)}</Badge>}
        </p>
      </div>
      <div className="flex shrink-0 items-center gap-1">
        <IconButton icon={Pencil} size="small" label={t("questions.changeOf", { text: question.text })} onClick={onEdit} />
        <IconButton
          icon={Trash2}
          size="small"
          label={t("questions.removeOf", { text: question.text })}
          disabled={remove.isPending}
          onClick={() => remove.mutate(question)}
        />
      </div>
    </li>
  );
}

export function Questions() {
  const { t } = useTranslation("exam");
  const query = useQuery(questionsQuery);
  const [edited, setEdited] = useState<ExamQuestion | "new" | null>(null);
  const count = query.data?.length ?? 0;
  const add = (
    <Button icon={Plus} tone={count === 0 ? "primary" : "plain"} onClick={() => setEdited("new")}>
      {t("questions.add")}
    </Button>
  );
  return (
    <Section title={t("questions.title")} description={count > 0 && t("questions.lead", { count })} action={count > 0 && add}>
      <Loaded query={query}>
        {(questions) =>
          questions.length === 0 ? (
            <EmptyState
              icon={GraduationCap}
              title={t("questions.empty")}
              action={
                <>
                  {add}
                  <Button asChild>
                    <Link to="/knowledge">{t("questions.gaps")}</Link>
                  </Button>
                </>
              }
            >
              {t("questions.emptyLead")}
            </EmptyState>
          ) : (
            <ul aria-label={t("questions.title")}>
              {questions.map((question) => (
                <Row key={question.id} question={question} onEdit={() => setEdited(question)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {edited !== null && (
        <QuestionDialog
          id={edited === "new" ? undefined : edited.id}
          question={edited === "new" ? newQuestion() : bodyOf(edited)}
          onClose={() => setEdited(null)}
        />
      )}
    </Section>
  );
}

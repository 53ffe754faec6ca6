// Questions with their answers, each with other ways to ask it.
import { useTranslation } from "react-i18next";
import { Plus, Trash2 } from "lucide-react";
import { Button, IconButton } from "@/ui/Button";
import { Field, Input, Textarea } from "@/ui/Field";
import { emptyPair, type PairDraft } from "./pairs";

/** Pairs one source may hold. */
const MOST = 200;

interface PairsEditorProps {
  pairs: PairDraft[];
  onChange: (pairs: PairDraft[]) => void;
  /** One pair that stands alone: no other can be added. */
  single?: boolean;
}

export function PairsEditor({ pairs, onChange, single = false }: PairsEditorProps) {
  const { t } = useTranslation("knowledge");
  const set = (key: string, part: Partial<PairDraft>) => onChange(pairs.map((pair) => (pair.key === key ? { ...pair, ...part } : pair)));
  return (
    <div className="flex flex-col gap-4">
      <ol className="flex flex-col gap-4">
        {pairs.map((pair, index) => (
          <li key={pair.key} className="rounded-xl bg-sunken p-4 dark:bg-surface">
            <fieldset className="flex flex-col gap-3">
              <legend className="sr-only">{t("pairs.number", { number: index + 1 })}</legend>
              <div className="flex items-end gap-2">
                <Field label={t("pairs.question")} className="flex-1">
                  <Input
                    dir="auto"
                    value={pair.question}
                    maxLength={500}
                    placeholder={t("pairs.questionExample")}
                    onChange={(event) => set(pair.key, { question: event.target.value })}
                  />
                </Field>
                {pairs.length > 1 && (
                  <IconButton
                    icon={Trash2}
                    label={t("pairs.remove", { number: index + 1 })}
                    onClick={() => onChange(pairs.filter((other) => other.key !== pair.key))}
                  />
                )}
              </div>
              <Field label={t("pairs.answer")}>
                <Textarea
                  dir="auto"
                  rows={3}
                  value={pair.answer}
                  maxLength={4000}
                  placeholder={t("pairs.answerExample")}
                  onChange={(event) => set(pair.key, { answer: event.target.value })}
                />
              </Field>
              <Field label={t("pairs.phrasings")} hint={t("pairs.phrasingsHint")}>
                <Textarea
                  dir="auto"
                  rows={2}
                  value={pair.phrasings}
                  maxLength={4000}
                  placeholder={t("pairs.phrasingsExample")}
                  onChange={(event) => set(pair.key, { phrasings: event.target.value })}
                />
              </Field>
            </fieldset>
          </li>
        ))}
      </ol>
      {!single && (
        <Button icon={Plus} className="self-start" disabled={pairs.length >= MOST} onClick={() => onChange([...pairs, emptyPair()])}>
          {t("pairs.add")}
        </Button>
      )}
    </div>
  );
}

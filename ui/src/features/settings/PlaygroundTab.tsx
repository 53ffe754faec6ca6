// The playground: one question answered in several ways beside each other, each with its whole trace. No customer hears of it.
import { useRef, useState, type FormEvent } from "react";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Plus, Trash2 } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { KnowledgeSource, Trial, TrialModel, TrialOutcome, TrialVariant } from "@/api/types";
import { Button, IconButton } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field, Input, Select, Textarea } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { RunDetails } from "../inbox/ai/Trace";
import { PromptEditor } from "./PromptEditor";
import { Section } from "./Section";

const MODELS: TrialModel[] = ["as_set", "first", "second", "small", "built_in"];
const MOST = 4;
/** Sources offered to choose from. */
const SOURCES = 100;

const sourcesQuery = queryOptions({
  queryKey: key("sources", "choices"),
  queryFn: () => dataOf(api.GET("/api/v1/knowledge/sources", { params: { query: { limit: SOURCES } } })),
});

interface VariantFieldsProps {
  number: number;
  variant: TrialVariant;
  sources: KnowledgeSource[];
  onChange: (variant: TrialVariant) => void;
  onRemove?: () => void;
}

function VariantFields({ number, variant, sources, onChange, onRemove }: VariantFieldsProps) {
  const { t } = useTranslation("settings");
  const chosen = variant.sources ?? null;
  return (
    <Card className="flex min-w-0 flex-col gap-4 p-4">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-medium">{t("playground.variant", { number })}</h3>
        {onRemove && <IconButton icon={Trash2} label={t("playground.remove", { number })} onClick={onRemove} />}
      </div>
      <Field label={t("playground.model")}>
        <Select value={variant.model} onChange={(event) => onChange({ ...variant, model: event.target.value as TrialModel })}>
          {MODELS.map((model) => (
            <option key={model} value={model}>
              {t(`playground.models.${model}`)}
            </option>
          ))}
        </Select>
      </Field>
      <details>
        <summary className="cursor-pointer text-ink-soft">{t("playground.sources")}</summary>
        <fieldset className="mt-2 flex max-h-[60vh] flex-col gap-1 overflow-y-auto pointer-coarse:gap-0">
          <legend className="sr-only">{t("playground.sources")}</legend>
          {sources.map((source) => (
            <label key={source.id} className="flex cursor-pointer items-center gap-2.5 pointer-coarse:min-h-11">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-brass"
                checked={chosen === null || chosen.includes(source.id)}
                onChange={(event) => {
                  const before = chosen ?? sources.map(({ id }) => id);
                  const after = event.target.checked ? [...before, source.id] : before.filter((id) => id !== source.id);
                  onChange({ ...variant, sources: after.length === sources.length ? null : after });
                }}
              />
              <span className="min-w-0 [overflow-wrap:anywhere]">{source.title}</span>
            </label>
          ))}
        </fieldset>
      </details>
      <details>
        <summary className="cursor-pointer text-ink-soft">{t("playground.prompt")}</summary>
        <Field label={t("playground.promptLabel")} hint={t("playground.promptHint")} className="mt-2">
          <Textarea
            rows={8}
            maxLength={8000}
            dir="auto"
            value={variant.prompt ?? ""}
            onChange={(event) => onChange({ ...variant, prompt: event.target.value || null })}
          />
        </Field>
      </details>
    </Card>
  );
}

function Outcome({ number, outcome }: { number: number; outcome: TrialOutcome }) {
  const { t } = useTranslation("settings");
  return (
    <Card className="flex min-w-0 flex-col gap-5 p-4">
      <h3 className="font-medium">{t("playground.variant", { number })}</h3>
      {outcome.said ? (
        <blockquote dir="auto" className="rounded-xl bg-sunken px-3.5 py-3 whitespace-pre-wrap [overflow-wrap:anywhere]">
          {outcome.said}
        </blockquote>
      ) : (
        <p className="text-ink-soft">{t("playground.silent")}</p>
      )}
      <RunDetails run={outcome} />
    </Card>
  );
}

export default function PlaygroundTab() {
  const { t } = useTranslation("settings");
  const field = useRef<HTMLInputElement>(null);
  const [question, setQuestion] = useState("");
  const [variants, setVariants] = useState<TrialVariant[]>([{ model: "as_set" }]);
  const sources = useQuery(sourcesQuery).data?.items ?? [];
  const trial = useMutation({ mutationFn: (body: Trial) => dataOf(api.POST("/api/v1/replies/try", { body })) });
  const errors = fieldErrors(trial.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    trial.mutate({ question, variants });
  };
  const columns = "grid gap-4 md:grid-cols-2";
  const tryPrompt = (prompt: string) => {
    setVariants([{ model: "as_set" }, { model: "as_set", prompt }]);
    field.current?.focus();
  };
  return (
    <>
      <Section title={t("playground.title")} description={t("playground.lead")}>
        <form onSubmit={onSubmit} className="flex flex-col gap-5">
          <Field label={t("playground.question")} error={errors.question}>
            <Input
              ref={field}
              required
              maxLength={1000}
              dir="auto"
              value={question}
              onChange={(event) => setQuestion(event.target.value)}
            />
          </Field>
          <div className={columns}>
            {variants.map((variant, at) => (
              <VariantFields
                key={at}
                number={at + 1}
                variant={variant}
                sources={sources}
                onChange={(changed) => setVariants(variants.map((each, place) => (place === at ? changed : each)))}
                onRemove={variants.length > 1 ? () => setVariants(variants.filter((_, place) => place !== at)) : undefined}
              />
            ))}
          </div>
          <div className="flex flex-wrap gap-3">
            <Button type="submit" tone="primary" busy={trial.isPending}>
              {t("playground.ask")}
            </Button>
            {variants.length < MOST && (
              <Button icon={Plus} onClick={() => setVariants([...variants, { model: "built_in" }])}>
                {t("playground.add")}
              </Button>
            )}
          </div>
        </form>
        <div aria-live="polite" className="mt-6 empty:hidden">
          {trial.error && <ErrorNotice error={trial.error} />}
          {trial.data && !trial.isPending && (
            <div className={columns}>
              {trial.data.results.map((outcome, at) => (
                <Outcome key={at} number={at + 1} outcome={outcome} />
              ))}
            </div>
          )}
        </div>
      </Section>
      <PromptEditor onTry={tryPrompt} />
    </>
  );
}

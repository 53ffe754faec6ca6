// Which model writes the answers and which one reads the knowledge. Keys go in and never come out.
import { useState, type FormEvent } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { ChatProvider, EmbeddingProvider, LlmSettings, TranscriptionProvider } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Choice } from "@/ui/Choice";
import { Field, Input } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Despite, TryFirst } from "../exam/TryFirst";
import { switchedTo, toChange, type LlmDraft } from "./modelDraft";
import { ModelFields } from "./ModelFields";
import { ModelStandings } from "./ModelStandings";
import { ModelTest } from "./ModelTest";
import { RerankSection } from "./RerankSection";
import { differs, SaveRow } from "./SaveRow";
import { Section } from "./Section";

const llmQuery = queryOptions({ queryKey: key("llm"), queryFn: () => dataOf(api.GET("/api/v1/llm/settings")) });
const CHAT: ChatProvider[] = ["builtin", "bedrock", "anthropic", "openai"];
const EMBEDDING: EmbeddingProvider[] = ["none", "bedrock", "voyage", "openai"];
const TRANSCRIPTION: TranscriptionProvider[] = ["none", "openai"];

function ModelForm({ settings }: { settings: LlmSettings }) {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<LlmDraft>(settings);
  const save = useMutation({
    mutationFn: ({ body, despite_exam }: { body: LlmDraft; despite_exam: string | null }) =>
      dataOf(api.PUT("/api/v1/llm/settings", { body: { ...toChange(body), despite_exam } })),
    onSuccess: async (saved) => {
      setDraft(saved);
      queryClient.setQueryData(llmQuery.queryKey, saved);
      toast({ title: t("common:saved"), tone: "good" });
      await queryClient.invalidateQueries({ queryKey: key("home") });
    },
  });
  const errors = fieldErrors(save.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ body: draft, despite_exam: null });
  };
  return (
    <form onSubmit={onSubmit}>
      {save.error && <ErrorNotice error={save.error} />}
      <Despite
        error={save.error}
        busy={save.isPending}
        onSave={(despite_exam) => save.mutate({ body: draft, despite_exam })}
        onKeep={() => {
          setDraft(settings);
          save.reset();
        }}
      />
      {settings.fixed.length > 0 && (
        <div className="mb-8">
          <Notice tone="note" title={t("settings:model.fixedTitle")}>
            {t("settings:model.fixedBody", { names: settings.fixed.map((name) => name.replaceAll("_", " ")).join(", ") })}
          </Notice>
        </div>
      )}
      <Section title={t("settings:model.chat")} description={t("settings:model.chatLead")}>
        <Choice
          columns
          label={t("settings:model.chat")}
          value={draft.chat.provider}
          onChange={(provider) => setDraft({ ...draft, chat: provider === settings.chat.provider ? settings.chat : switchedTo(provider) })}
          options={CHAT.map((value) => ({
            value,
            label: t(`settings:model.providers.${value}`),
            description: t(`settings:model.providersHint.${value}`),
          }))}
        />
        {draft.chat.provider !== "builtin" && (
          <ModelFields of={draft.chat} name="chat" errors={errors} onChange={(chat) => setDraft({ ...draft, chat })} />
        )}
        <ModelTest which="chat" draft={draft} />
      </Section>
      {draft.chat.provider !== "builtin" && (
        <Section title={t("settings:model.second")} description={t("settings:model.secondLead")}>
          <Choice
            columns
            label={t("settings:model.second")}
            value={draft.second.provider}
            onChange={(provider) =>
              setDraft({ ...draft, second: provider === settings.second.provider ? settings.second : switchedTo(provider) })
            }
            options={CHAT.map((value) => ({
              value,
              label: t(value === "builtin" ? "settings:model.providers.none" : `settings:model.providers.${value}`),
              description: t(value === "builtin" ? "settings:model.secondNone" : `settings:model.providersHint.${value}`),
            }))}
          />
          {draft.second.provider !== "builtin" && (
            <>
              <ModelFields of={draft.second} name="second" errors={errors} onChange={(second) => setDraft({ ...draft, second })} />
              <ModelTest which="second" draft={draft} />
            </>
          )}
        </Section>
      )}
      <ModelStandings models={settings.models} />
      <Section title={t("settings:model.embedding")} description={t("settings:model.embeddingLead")}>
        <Choice
          columns
          label={t("settings:model.embedding")}
          value={draft.embedding.provider}
          onChange={(provider) =>
            setDraft({ ...draft, embedding: provider === settings.embedding.provider ? settings.embedding : switchedTo(provider) })
          }
          options={EMBEDDING.map((value) => ({
            value,
            label: t(`settings:model.providers.${value}`),
            description: t(`settings:model.embeddingHint.${value}`),
          }))}
        />
        {draft.embedding.provider !== "none" && (
          <>
            <ModelFields
              of={draft.embedding}
              name="embedding"
              errors={errors}
              onChange={(embedding) => setDraft({ ...draft, embedding })}
            />
            <ModelTest which="embedding" draft={draft} />
          </>
        )}
      </Section>
      <RerankSection draft={draft} saved={settings} errors={errors} onChange={(rerank) => setDraft({ ...draft, rerank })} />
      <Section title={t("settings:model.transcription")} description={t("settings:model.transcriptionLead")}>
        <Choice
          columns
          label={t("settings:model.transcription")}
          value={draft.transcription.provider}
          onChange={(provider) =>
            setDraft({
              ...draft,
              transcription: provider === settings.transcription.provider ? settings.transcription : switchedTo(provider),
            })
          }
          options={TRANSCRIPTION.map((value) => ({
            value,
            label: t(`settings:model.providers.${value}`),
            description: t(`settings:model.transcriptionHint.${value}`),
          }))}
        />
        {draft.transcription.provider !== "none" && (
          <>
            <ModelFields
              of={draft.transcription}
              name="transcription"
              errors={errors}
              onChange={(transcription) => setDraft({ ...draft, transcription })}
            />
            <ModelTest which="transcription" draft={draft} />
          </>
        )}
      </Section>
      <Section title={t("settings:model.limits")} description={t("settings:model.limitsLead")}>
        <div className="grid max-w-lg gap-5 sm:grid-cols-2">
          <Field label={t("settings:model.maxTokens")} hint={t("settings:model.maxTokensHint")} error={errors["limits.max_output_tokens"]}>
            <Input
              type="number"
              min={64}
              max={4096}
              required
              value={draft.limits.max_output_tokens}
              onChange={(event) => setDraft({ ...draft, limits: { ...draft.limits, max_output_tokens: Number(event.target.value) } })}
            />
          </Field>
          <Field label={t("settings:model.timeout")} hint={t("settings:model.timeoutHint")} error={errors["limits.timeout_seconds"]}>
            <Input
              type="number"
              min={5}
              max={300}
              required
              value={draft.limits.timeout_seconds}
              onChange={(event) => setDraft({ ...draft, limits: { ...draft.limits, timeout_seconds: Number(event.target.value) } })}
            />
          </Field>
        </div>
      </Section>
      <SaveRow changed={differs(draft, settings)} busy={save.isPending} onUndo={() => setDraft(settings)} />
      <TryFirst
        candidate={{ kind: "model", settings: toChange(draft) }}
        disabled={JSON.stringify(toChange(draft)) === JSON.stringify(toChange(settings))}
      />
    </form>
  );
}

export default function ModelTab() {
  const llm = useQuery(llmQuery);
  return <Loaded query={llm}>{(settings) => <ModelForm settings={settings} />}</Loaded>;
}

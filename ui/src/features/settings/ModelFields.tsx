// What a provider needs to know: which model, where, and the key.
import { useTranslation } from "react-i18next";
import { Field, Input, SecretInput } from "@/ui/Field";
import type { ModelDraft } from "./modelDraft";

interface ModelFieldsProps<P extends string> {
  of: ModelDraft<P>;
  name: "chat" | "second" | "embedding" | "rerank" | "transcription";
  errors: Record<string, string>;
  onChange: (choice: ModelDraft<P>) => void;
}

/** A smaller model of the same provider. */
const SMALL: Record<string, string> = {
  bedrock: "eu.amazon.nova-micro-v1:0",
  anthropic: "claude-haiku-4-5",
  openai: "gpt-5-nano",
};

const EXAMPLES: Record<string, string> = {
  "chat.bedrock": "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "chat.anthropic": "claude-sonnet-4-5",
  "chat.openai": "gpt-5-mini",
  "embedding.bedrock": "cohere.embed-multilingual-v3",
  "embedding.voyage": "voyage-3.5",
  "embedding.openai": "text-embedding-3-small",
  "rerank.bedrock": "cohere.rerank-v3-5:0",
  "rerank.voyage": "rerank-2.5-lite",
  "rerank.cohere": "rerank-v3.5",
  "transcription.openai": "whisper-1",
};

export function ModelFields<P extends string>({ of, name, errors, onChange }: ModelFieldsProps<P>) {
  const { t } = useTranslation(["settings", "common"]);
  const bedrock = of.provider === "bedrock";
  const cohere = of.provider === "cohere";
  const placed = of.provider === "openai" || cohere;
  const writes = name === "chat" || name === "second";
  const field = (key: string) => errors[`${name}.${key}`] ?? errors[key];
  return (
    <div className="mt-5 grid gap-5 sm:grid-cols-2">
      <Field
        label={writes ? t("settings:model.writes") : t("settings:model.name")}
        hint={t("settings:model.nameHint")}
        error={field("model")}
        className={bedrock || placed ? "" : "sm:col-span-2"}
      >
        <Input
          required={name !== "rerank"}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          placeholder={EXAMPLES[`${writes ? "chat" : name}.${of.provider}`]}
          value={of.model}
          onChange={(event) => onChange({ ...of, model: event.target.value })}
        />
      </Field>
      {writes && (
        <Field
          label={t("settings:model.intent")}
          aside={t("common:optional")}
          hint={t("settings:model.intentHint")}
          error={field("intent_model")}
          className={bedrock || placed ? "" : "sm:col-span-2"}
        >
          <Input
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            placeholder={SMALL[of.provider]}
            value={of.intent_model ?? ""}
            onChange={(event) => onChange({ ...of, intent_model: event.target.value })}
          />
        </Field>
      )}
      {bedrock && (
        <Field label={t("settings:model.region")} hint={t("settings:model.regionHint")} error={field("region")}>
          <Input
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            placeholder="eu-central-1"
            value={of.region ?? ""}
            onChange={(event) => onChange({ ...of, region: event.target.value || null })}
          />
        </Field>
      )}
      {placed && (
        <Field
          label={t("settings:model.address")}
          hint={t(cohere ? "settings:model.addressRerank" : "settings:model.addressHint")}
          error={field("base_url")}
        >
          <Input
            type="url"
            spellCheck={false}
            autoComplete="off"
            placeholder={cohere ? "http://127.0.0.1:8080/v1" : "https://api.openai.com/v1"}
            value={of.base_url ?? ""}
            onChange={(event) => onChange({ ...of, base_url: event.target.value || null })}
          />
        </Field>
      )}
      <Field
        label={t("settings:model.key")}
        aside={placed || bedrock ? t("common:optional") : undefined}
        hint={of.key_set ? t("settings:model.keySet") : bedrock ? t("settings:model.keyBedrock") : t("settings:model.keyHint")}
        error={field("key")}
        className="sm:col-span-2"
      >
        <SecretInput
          autoComplete="off"
          placeholder={of.key_set ? "••••••••••••••••" : undefined}
          value={of.key ?? ""}
          onChange={(event) => onChange({ ...of, key: event.target.value || undefined })}
          showLabel={t("common:showPassword")}
          hideLabel={t("common:hidePassword")}
        />
      </Field>
    </div>
  );
}

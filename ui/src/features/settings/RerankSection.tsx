// Who puts found passages into another order before an answer is written. Off until somebody chooses one.
import { useTranslation } from "react-i18next";
import type { LlmSettings, RerankProvider } from "@/api/types";
import { Choice } from "@/ui/Choice";
import { switchedTo, type LlmDraft } from "./modelDraft";
import { ModelFields } from "./ModelFields";
import { ModelTest } from "./ModelTest";
import { Section } from "./Section";

const RERANK: RerankProvider[] = ["none", "model", "bedrock", "voyage", "cohere"];

interface RerankSectionProps {
  draft: LlmDraft;
  saved: LlmSettings;
  errors: Record<string, string>;
  onChange: (rerank: LlmDraft["rerank"]) => void;
}

export function RerankSection({ draft, saved, errors, onChange }: RerankSectionProps) {
  const { t } = useTranslation("settings");
  const { provider } = draft.rerank;
  return (
    <Section title={t("model.rerank")} description={t("model.rerankLead")}>
      <Choice
        columns
        label={t("model.rerank")}
        value={provider}
        onChange={(chosen) => onChange(chosen === saved.rerank.provider ? saved.rerank : switchedTo(chosen))}
        options={RERANK.map((value) => ({
          value,
          label: t(`model.rerankProviders.${value}`),
          description: t(`model.rerankHint.${value}`),
        }))}
      />
      {provider !== "none" && provider !== "model" && <ModelFields of={draft.rerank} name="rerank" errors={errors} onChange={onChange} />}
      {provider !== "none" && <ModelTest which="rerank" draft={draft} />}
    </Section>
  );
}

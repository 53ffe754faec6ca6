// How the models fare: which ones answer, and which one is left alone because it failed.
import { useTranslation } from "react-i18next";
import type { LlmSettings } from "@/api/types";
import { Badge, type Tone } from "@/ui/Badge";
import { Row, Rows } from "../common/Rows";
import { Time } from "../common/Time";
import { Section } from "./Section";

type Model = LlmSettings["models"][number];

const TONES: Record<Model["state"], Tone> = { closed: "good", half_open: "warn", open: "bad" };

function Standing({ model }: { model: Model }) {
  const { t } = useTranslation("settings");
  return (
    <Row title={<bdi>{model.model}</bdi>} aside={<Badge tone={TONES[model.state]}>{t(`model.states.${model.state}`)}</Badge>}>
      <p>{t(`model.does.${model.does}`)}</p>
      {model.fault && <p className="text-pretty">{t(`model.faults.${model.fault}`)}</p>}
      {model.tried_at && (
        <p>
          {t("model.triedAt")} <Time at={model.tried_at} />
        </p>
      )}
    </Row>
  );
}

export function ModelStandings({ models }: { models: Model[] }) {
  const { t } = useTranslation("settings");
  if (models.length === 0) return null;
  return (
    <Section title={t("model.standings")} description={t("model.standingsLead")}>
      <Rows label={t("model.standings")}>
        {models.map((model) => (
          <Standing key={`${model.does} ${model.provider} ${model.model}`} model={model} />
        ))}
      </Rows>
    </Section>
  );
}

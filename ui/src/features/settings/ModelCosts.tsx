// What models cost this month, who answered how many turns, and what sorting with the small model first has saved.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { ModelCosts as Costs } from "@/api/types";
import { formatCount, formatMicros, formatPercent } from "@/lib/numbers";
import { Figure } from "../common/Figure";
import { Loaded } from "../common/Loaded";
import { Row, Rows } from "../common/Rows";
import { Section } from "./Section";

const costsQuery = queryOptions({ queryKey: key("replies", "costs"), queryFn: () => dataOf(api.GET("/api/v1/replies/costs")) });

function Figures({ costs }: { costs: Costs }) {
  const { t, i18n } = useTranslation("settings");
  const percent = (value: number) => formatPercent(value / 100, i18n.language);
  const { saved, resolved, cached_percent, today } = costs;
  return (
    <dl className="mb-6 flex flex-wrap gap-x-10 gap-y-5">
      <Figure name={t("costs.spent")} value={formatMicros(costs.spent_micros, i18n.language)} />
      {today && (
        <Figure name={t("costs.today")} value={formatMicros(today.spent_micros, i18n.language)} hint={t(`costs.steps.${today.step}`)} />
      )}
      {saved && (
        <Figure
          name={t("costs.saved")}
          value={percent(saved.percent)}
          hint={t("costs.savedHint", { money: formatMicros(saved.micros, i18n.language), count: saved.sample })}
        />
      )}
      {typeof cached_percent === "number" && (
        <Figure name={t("costs.cached")} value={percent(cached_percent)} hint={t("costs.cachedHint")} />
      )}
      {typeof resolved.micros_each === "number" && (
        <Figure
          name={t("costs.resolved")}
          value={formatMicros(resolved.micros_each, i18n.language)}
          hint={t("costs.resolvedHint", { count: resolved.conversations })}
        />
      )}
    </dl>
  );
}

function Month({ costs }: { costs: Costs }) {
  const { t, i18n } = useTranslation("settings");
  const money = (micros: number) => formatMicros(micros, i18n.language);
  if (costs.turns.length === 0) return <p className="text-ink-faint">{t("costs.nothingYet")}</p>;
  return (
    <>
      <Figures costs={costs} />
      <Rows label={t("costs.turns")}>
        {costs.turns.map(({ tier, turns, micros }) => (
          <Row key={tier} title={t(`costs.tiers.${tier}`)} action={<span>{money(micros)}</span>}>
            {t("costs.turnCount", { count: turns })}
          </Row>
        ))}
      </Rows>
      {costs.models.length > 0 && (
        <div className="mt-6">
          <Rows label={t("costs.models")}>
            {costs.models.map(({ task, provider, model, calls, failures, usage, micros, unpriced }) => (
              <Row
                key={`${task} ${provider} ${model}`}
                title={<bdi>{model}</bdi>}
                action={<span>{unpriced > 0 && micros === 0 ? t("costs.noPrice") : money(micros)}</span>}
              >
                {t(`costs.tasks.${task}`)} · {t("costs.calls", { count: calls })}
                {failures > 0 && ` · ${t("costs.failures", { count: failures })}`} ·{" "}
                {t("costs.tokens", {
                  read: formatCount(usage.input_tokens + usage.cached_input_tokens + (usage.cache_write_tokens ?? 0), i18n.language),
                  written: formatCount(usage.output_tokens, i18n.language),
                })}
              </Row>
            ))}
          </Rows>
        </div>
      )}
    </>
  );
}

export function ModelCosts() {
  const { t } = useTranslation("settings");
  return (
    <Section title={t("costs.title")} description={t("costs.lead")}>
      <Loaded query={useQuery(costsQuery)}>{(costs) => <Month costs={costs} />}</Loaded>
    </Section>
  );
}

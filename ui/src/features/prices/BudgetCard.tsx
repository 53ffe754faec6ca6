// The month's budget and its two steps: first the assistant only suggests, then people answer alone.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Budget, SpendingStage } from "@/api/types";
import { fieldErrors } from "@/api/errorWords";
import { formatMicros } from "@/lib/numbers";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Input } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { useBudget } from "./queries";

const tones: Record<SpendingStage, Tone> = { open: "good", suggest_only: "warn", people_only: "bad" };
const MILLION = 1_000_000;
/** What a budget begins with when it is switched on, in dollars. */
const FIRST_LIMIT = 20;

function Meter({ budget, limit }: { budget: Budget; limit: number }) {
  const { t, i18n } = useTranslation("prices");
  const share = Math.min(1, budget.spent_micros / Math.max(1, limit));
  return (
    <div className="mb-6">
      <p className="mb-2 flex flex-wrap items-baseline justify-between gap-2">
        <span>
          {t("budget.spentOf", { spent: formatMicros(budget.spent_micros, i18n.language), limit: formatMicros(limit, i18n.language) })}
        </span>
        <Badge tone={tones[budget.stage]}>{t(`stages.${budget.stage}`)}</Badge>
      </p>
      <div aria-hidden className="relative h-2.5 rounded-full bg-sunken dark:bg-raised">
        <div
          className={`h-full rounded-full ${budget.stage === "open" ? "bg-brass-mark" : budget.stage === "suggest_only" ? "bg-warn" : "bg-bad"}`}
          style={{ width: `${share * 100}%` }}
        />
        <span className="absolute -inset-y-1 w-0.5 bg-ink-soft" style={{ insetInlineStart: `${budget.suggest_only_at_percent}%` }} />
      </div>
    </div>
  );
}

export function BudgetCard({ budget }: { budget: Budget }) {
  const { t } = useTranslation(["prices", "common"]);
  const save = useBudget();
  const [on, setOn] = useState(budget.limit_micros != null);
  const [limit, setLimit] = useState(String((budget.limit_micros ?? FIRST_LIMIT * MILLION) / MILLION));
  const [percent, setPercent] = useState(String(budget.suggest_only_at_percent));
  const errors = fieldErrors(save.error);
  const dollars = Number(limit.replace(",", "."));
  return (
    <Card>
      <CardHeader
        title={t("prices:budget.title")}
        description={t("prices:budget.lead")}
        action={<Switch label={t("prices:budget.title")} checked={on} onChange={setOn} />}
      />
      {budget.limit_micros != null && <Meter budget={budget} limit={budget.limit_micros} />}
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { limit_micros: on ? Math.round(dollars * MILLION) : null, suggest_only_at_percent: Number(percent) },
            { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) },
          );
        }}
      >
        {save.error && Object.keys(errors).length === 0 && <ErrorNotice error={save.error} />}
        {on && (
          <div className="grid gap-5 sm:grid-cols-2">
            <Field label={t("prices:budget.limit")} hint={t("prices:budget.limitHint")} error={errors.limit_micros}>
              <Input
                inputMode="decimal"
                required
                pattern="[0-9]+([.,][0-9]{1,2})?"
                value={limit}
                onChange={(event) => setLimit(event.target.value)}
              />
            </Field>
            <Field label={t("prices:budget.percent")} hint={t("prices:budget.percentHint")} error={errors.suggest_only_at_percent}>
              <Input type="number" min={1} max={100} required value={percent} onChange={(event) => setPercent(event.target.value)} />
            </Field>
          </div>
        )}
        <div>
          <Button type="submit" busy={save.isPending}>
            {t("common:save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

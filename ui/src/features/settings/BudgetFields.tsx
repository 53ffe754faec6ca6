// What models may cost in a month and a day, when the small one takes over, and how many answers one customer is given.
import { useTranslation } from "react-i18next";
import type { RepliesSettings } from "@/api/types";
import { Field, Input } from "@/ui/Field";
import { Section } from "./Section";

const MICROS = 1_000_000;

interface BudgetFieldsProps {
  draft: RepliesSettings;
  errors: Record<string, string>;
  onChange: (draft: RepliesSettings) => void;
}

function Money({
  label,
  error,
  micros,
  onChange,
}: {
  label: string;
  error?: string;
  micros: number | null | undefined;
  onChange: (micros: number | null) => void;
}) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <Field label={label} aside={t("common:optional")} error={error}>
      <Input
        type="number"
        inputMode="decimal"
        min={0}
        step={0.5}
        placeholder={t("settings:replies.noLimit")}
        value={micros === null || micros === undefined ? "" : micros / MICROS}
        onChange={(event) => onChange(event.target.value === "" ? null : Math.round(Number(event.target.value) * MICROS))}
      />
    </Field>
  );
}

export function BudgetFields({ draft, errors, onChange }: BudgetFieldsProps) {
  const { t } = useTranslation("settings");
  const whole = (name: "small_from_percent" | "answers_per_hour" | "answers_per_day", min: number, max: number) => (
    <Field label={t(`replies.${name}`)} hint={t(`replies.${name}_hint`)} error={errors[name]}>
      <Input
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        required
        value={draft[name] ?? min}
        onChange={(event) => onChange({ ...draft, [name]: Number(event.target.value) })}
      />
    </Field>
  );
  return (
    <>
      <Section title={t("replies.budget")} description={t("replies.budgetLead")}>
        <div className="grid max-w-xl gap-5 sm:grid-cols-2">
          <Money
            label={t("replies.budgetLabel")}
            error={errors.monthly_budget_micros}
            micros={draft.monthly_budget_micros}
            onChange={(monthly_budget_micros) => onChange({ ...draft, monthly_budget_micros })}
          />
          <Money
            label={t("replies.dailyLabel")}
            error={errors.daily_budget_micros}
            micros={draft.daily_budget_micros}
            onChange={(daily_budget_micros) => onChange({ ...draft, daily_budget_micros })}
          />
          {whole("small_from_percent", 10, 100)}
        </div>
      </Section>
      <Section title={t("replies.sender")} description={t("replies.senderLead")}>
        <div className="grid max-w-xl gap-5 sm:grid-cols-2">
          {whole("answers_per_hour", 1, 60)}
          {whole("answers_per_day", 1, 500)}
        </div>
      </Section>
    </>
  );
}

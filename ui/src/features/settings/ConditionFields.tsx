// One thing that must be so before a rule is met.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Trash2 } from "lucide-react";
import type { RuleCondition, RuleSignal } from "@/api/types";
import { IconButton } from "@/ui/Button";
import { Field, Input, Select, Textarea } from "@/ui/Field";
import { labelsQuery } from "../inbox/queries";
import { CurrencyOptions } from "../common/CurrencyOptions";
import { conditionOf, SIGNALS, wordsOf } from "./rules";

interface ConditionProps {
  condition: RuleCondition;
  onChange: (condition: RuleCondition) => void;
}

function Count({ label, value, most, onChange }: { label: string; value: number; most: number; onChange: (value: number) => void }) {
  return (
    <Field label={label} className="sm:max-w-40">
      <Input
        type="number"
        min={1}
        max={most}
        required
        value={Number.isNaN(value) ? "" : value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </Field>
  );
}

function Label({ chosen, onChange }: { chosen: string; onChange: (id: string) => void }) {
  const { t } = useTranslation("settings");
  const { data: labels = [] } = useQuery(labelsQuery);
  return (
    <Field label={t("rules.label")}>
      <Select required value={chosen} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t(labels.length > 0 ? "rules.chooseLabel" : "rules.noLabels")}</option>
        {labels.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Particulars({ condition, onChange }: ConditionProps) {
  const { t } = useTranslation("settings");
  switch (condition.signal) {
    case "basket":
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("rules.atLeast")}>
            <Input
              inputMode="decimal"
              required
              value={condition.at_least}
              onChange={(event) => onChange({ ...condition, at_least: event.target.value.replace(",", ".") })}
            />
          </Field>
          <Field label={t("rules.currency")}>
            <Select required value={condition.currency} onChange={(event) => onChange({ ...condition, currency: event.target.value })}>
              <CurrencyOptions empty={false} />
            </Select>
          </Field>
        </div>
      );
    case "orders":
      return (
        <Count
          label={t("rules.orders")}
          most={20}
          value={condition.at_least}
          onChange={(at_least) => onChange({ ...condition, at_least })}
        />
      );
    case "not_helped":
      return <Count label={t("rules.times")} most={5} value={condition.times} onChange={(times) => onChange({ ...condition, times })} />;
    case "upset":
      return (
        <Count
          label={t("rules.messages")}
          most={5}
          value={condition.messages}
          onChange={(messages) => onChange({ ...condition, messages })}
        />
      );
    case "words":
      return (
        <Field label={t("rules.words")} hint={t("rules.wordsHint")}>
          <Textarea
            rows={4}
            dir="auto"
            required
            defaultValue={condition.words.join("\n")}
            onChange={(event) => onChange({ ...condition, words: wordsOf(event.target.value) })}
          />
        </Field>
      );
    case "label":
      return <Label chosen={condition.label_id} onChange={(label_id) => onChange({ ...condition, label_id })} />;
    case "payment_failed":
    case "complaint":
    case "delivery_asked":
    case "closed":
      return null;
  }
}

export function ConditionFields({ condition, onChange, onRemove }: ConditionProps & { onRemove?: (() => void) | undefined }) {
  const { t } = useTranslation("settings");
  return (
    <li className="flex flex-col gap-4 rounded-xl bg-sunken p-4">
      <div className="flex items-end gap-2">
        <Field label={t("rules.signal")} hint={t(`rules.signalHints.${condition.signal}`)} className="flex-1">
          <Select value={condition.signal} onChange={(event) => onChange(conditionOf(event.target.value as RuleSignal))}>
            {SIGNALS.map((signal) => (
              <option key={signal} value={signal}>
                {t(`rules.signals.${signal}`)}
              </option>
            ))}
          </Select>
        </Field>
        {onRemove && <IconButton icon={Trash2} label={t("rules.removeCondition")} onClick={onRemove} className="mb-6" />}
      </div>
      <Particulars key={condition.signal} condition={condition} onChange={onChange} />
    </li>
  );
}

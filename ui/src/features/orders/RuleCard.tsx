// How the messages of one kind go: whether, when, in whose words, and by which template outside the 24 hours.
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FollowUpKind, FollowUpRule, FollowUpRuleShown, FollowUpTemplate } from "@/api/types";
import { languageName } from "@/lib/languages";
import { formatList } from "@/lib/lists";
import { Notice } from "@/ui/Badge";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Input, Select, Textarea } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { LanguageOptions } from "../common/LanguageOptions";

const FILLS = ["name", "number", "shop"] as const;
/** From which states each kind may count its days. */
const COUNTS = { tracking: ["paid", "shipped"], review: ["paid", "shipped", "delivered"] } as const;

interface RuleCardProps {
  kind: FollowUpKind;
  rule: FollowUpRule;
  shown: FollowUpRuleShown;
  templates: FollowUpTemplate[];
  errors: Record<string, string>;
  onChange: (rule: FollowUpRule) => void;
}

function Texts({ kind, rule, shown, error, onChange }: Omit<RuleCardProps, "templates" | "errors"> & { error: string | undefined }) {
  const { t, i18n } = useTranslation("orders");
  const languages = Object.keys(shown.usual_texts);
  // The reader's own first: most shops and their customers speak it.
  const [language, setLanguage] = useState([i18n.language, "en"].find((one) => languages.includes(one)) ?? languages[0] ?? "");
  return (
    <div className="grid gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
      <Field label={t("after.language")}>
        <Select value={language} onChange={(event) => setLanguage(event.target.value)}>
          <LanguageOptions codes={languages} />
        </Select>
      </Field>
      <Field label={t("after.text")} hint={t(`after.textHint.${kind}`)} error={error}>
        <Textarea
          dir="auto"
          lang={language}
          maxLength={600}
          placeholder={shown.usual_texts[language]}
          value={rule.texts?.[language] ?? ""}
          onChange={(event) => onChange({ ...rule, texts: { ...rule.texts, [language]: event.target.value } })}
        />
      </Field>
    </div>
  );
}

function Template({ kind, rule, shown, templates, errors, onChange }: RuleCardProps) {
  const { t, i18n } = useTranslation("orders");
  const fitting = templates.filter(({ purpose }) => kind === "review" || purpose === "utility");
  const chosen = templates.find(({ name }) => name === rule.template);
  const missing = shown.missing_languages.map((tag) => languageName(tag, i18n.language));
  return (
    <>
      <Field label={t("after.template")} hint={t("after.templateHint")} error={errors[`${kind}.template`] ?? errors[`${kind}.fills`]}>
        <Select value={rule.template ?? ""} onChange={(event) => onChange({ ...rule, template: event.target.value || null, fills: {} })}>
          <option value="">{t("after.noTemplate")}</option>
          {fitting.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      </Field>
      {chosen?.variables.map((blank) => (
        <Field key={blank} label={t("after.blank", { blank })}>
          <Select
            required
            value={rule.fills?.[blank] ?? ""}
            onChange={(event) => onChange({ ...rule, fills: { ...rule.fills, [blank]: event.target.value as (typeof FILLS)[number] } })}
          >
            <option value="" disabled />
            {FILLS.map((fill) => (
              <option key={fill} value={fill}>
                {t(`after.fills.${fill}`)}
              </option>
            ))}
          </Select>
        </Field>
      ))}
      {rule.on && missing.length > 0 && (
        <Notice tone="warn">{t(chosen ? "after.missing" : "after.missingAll", { languages: formatList(missing, i18n.language) })}</Notice>
      )}
    </>
  );
}

export function RuleCard(props: RuleCardProps) {
  const { kind, rule, shown, errors, onChange } = props;
  const { t } = useTranslation("orders");
  const title = t(`after.kinds.${kind}`);
  const id = useId();
  return (
    <Card as="article" label={title}>
      <CardHeader
        title={title}
        description={t(`after.lead.${kind}`)}
        action={<Switch id={id} label={title} checked={rule.on} onChange={(on) => onChange({ ...rule, on })} />}
      />
      <div className="flex flex-col gap-5">
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label={t("after.days")} error={errors[`${kind}.after_days`]}>
            <Input
              type="number"
              min={1}
              max={60}
              required
              value={rule.after_days}
              onChange={(event) => onChange({ ...rule, after_days: Number(event.target.value) })}
            />
          </Field>
          <Field label={t("after.from")} error={errors[`${kind}.counts_from`]}>
            <Select
              value={rule.counts_from}
              onChange={(event) => onChange({ ...rule, counts_from: event.target.value as FollowUpRule["counts_from"] })}
            >
              {COUNTS[kind].map((state) => (
                <option key={state} value={state}>
                  {t(`states.${state}`)}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Texts kind={kind} rule={rule} shown={shown} error={errors[`${kind}.texts`]} onChange={onChange} />
        <Template {...props} />
      </div>
    </Card>
  );
}

// A rule by which a person is called: made or changed, and tried on the conversations of the last 30 days before it counts.
import { useState, type FormEvent } from "react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Plus } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { teamQuery } from "@/api/team";
import type { HandOverRule, RuleDeed, RuleEffect } from "@/api/types";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Field, Input, Select } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { ErrorNotice } from "../common/ErrorNotice";
import { Time } from "../common/Time";
import { labelsQuery } from "../inbox/queries";
import { ConditionFields } from "./ConditionFields";
import { conditionOf, MOST_CONDITIONS, replaced } from "./rules";

const DEEDS: RuleDeed[] = ["call", "tell"];

function Effect({ effect, deed }: { effect: RuleEffect; deed: RuleDeed }) {
  const { t } = useTranslation("settings");
  if (effect.turns === 0) return <p className="text-ink-soft">{t("rules.effectNothing")}</p>;
  return (
    <div className="flex flex-col gap-2" role="status">
      <p className="font-medium">{t(`rules.effect.${deed}`, { count: effect.met })}</p>
      <p className="text-sm text-ink-soft">
        {t("rules.effectMore", { turns: effect.turns, conversations: effect.conversations, anyway: effect.called_anyway })}
      </p>
      <ul className="flex flex-col gap-1.5">
        {effect.examples.map((example) => (
          <li key={example.run_id} className="min-w-0 text-sm">
            <Link
              to="/inbox/$queue/$conversationId"
              params={{ queue: "all", conversationId: example.conversation_id }}
              className="[overflow-wrap:anywhere] underline underline-offset-2"
            >
              <bdi>{example.text || "…"}</bdi>
            </Link>{" "}
            <span className="text-ink-faint">
              <Time at={example.at} exact />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Deed({ rule, errors, onChange }: { rule: HandOverRule; errors: Record<string, string>; onChange: (rule: HandOverRule) => void }) {
  const { t } = useTranslation("settings");
  const { data: team = [] } = useQuery(teamQuery);
  const { data: labels = [] } = useQuery(labelsQuery);
  return (
    <>
      <Choice
        label={t("rules.deed")}
        value={rule.deed}
        onChange={(deed) => onChange({ ...rule, deed })}
        options={DEEDS.map((value) => ({ value, label: t(`rules.deeds.${value}`), description: t(`rules.deedHints.${value}`) }))}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t(`rules.person.${rule.deed}`)} error={errors.person_id}>
          <Select value={rule.person_id ?? ""} onChange={(event) => onChange({ ...rule, person_id: event.target.value || null })}>
            <option value="">{t("rules.team")}</option>
            {team.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("rules.mark")} error={errors.label_id}>
          <Select value={rule.label_id ?? ""} onChange={(event) => onChange({ ...rule, label_id: event.target.value || null })}>
            <option value="">{t("rules.noMark")}</option>
            {labels.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      {rule.deed === "call" && (
        <div className="flex items-center justify-between gap-4">
          <span>
            <span className="font-medium">{t("rules.urgent")}</span>
            <span className="block text-sm text-ink-faint">{t("rules.urgentHint")}</span>
          </span>
          <Switch label={t("rules.urgent")} checked={rule.urgent ?? false} onChange={(urgent) => onChange({ ...rule, urgent })} />
        </div>
      )}
    </>
  );
}

interface RuleDialogProps {
  rule: HandOverRule;
  /** Its place in the list, by which the server names its fields. */
  at: number;
  error: unknown;
  busy: boolean;
  onSave: (rule: HandOverRule) => void;
  onClose: () => void;
}

/** What is wrong with this rule, by field. */
function errorsOf(error: unknown, place: string): Record<string, string> {
  const begins = `${place}.`;
  const own = Object.entries(fieldErrors(error)).filter(([field]) => field.startsWith(begins));
  return Object.fromEntries(own.map(([field, words]) => [field.slice(begins.length), words]));
}

export function RuleDialog({ rule, at, error, busy, onSave, onClose }: RuleDialogProps) {
  const { t } = useTranslation(["settings", "common"]);
  const [draft, setDraft] = useState(rule);
  const preview = useMutation({
    mutationFn: (body: HandOverRule) => dataOf(api.POST("/api/v1/replies/rules/preview", { body })),
  });
  const change = (next: HandOverRule) => {
    setDraft(next);
    preview.reset();
  };
  const errors = { ...errorsOf(preview.error, "rule"), ...errorsOf(error, `rules.${at}`) };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onSave(draft);
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t(rule.id ? "settings:rules.change" : "settings:rules.add")}
      closeLabel={t("common:close")}
      footer={
        <>
          <Button busy={preview.isPending} onClick={() => preview.mutate(draft)}>
            {t("settings:rules.preview")}
          </Button>
          <Button type="submit" form="rule" tone="primary" busy={busy}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <form id="rule" onSubmit={onSubmit} className="flex flex-col gap-5">
        {Boolean(error ?? preview.error) && <ErrorNotice error={error ?? preview.error} />}
        <Field label={t("settings:rules.name")} hint={t("settings:rules.nameHint")} error={errors.name}>
          <Input
            dir="auto"
            required
            maxLength={60}
            value={draft.name}
            onChange={(event) => change({ ...draft, name: event.target.value })}
          />
        </Field>
        <fieldset className="flex min-w-0 flex-col gap-3">
          <legend className="mb-1.5 text-sm font-medium">{t("settings:rules.when")}</legend>
          <ul className="flex flex-col gap-3">
            {draft.conditions.map((condition, place) => (
              <ConditionFields
                key={place}
                condition={condition}
                onChange={(next) => change({ ...draft, conditions: replaced(draft.conditions, place, next) })}
                onRemove={
                  draft.conditions.length > 1
                    ? () => change({ ...draft, conditions: draft.conditions.filter((_, other) => other !== place) })
                    : undefined
                }
              />
            ))}
          </ul>
          {errors.conditions && (
            <p role="alert" className="text-sm font-medium text-bad">
              {errors.conditions}
            </p>
          )}
          {draft.conditions.length < MOST_CONDITIONS && (
            <Button
              size="small"
              icon={Plus}
              className="self-start"
              onClick={() => change({ ...draft, conditions: [...draft.conditions, conditionOf("words")] })}
            >
              {t("settings:rules.and")}
            </Button>
          )}
        </fieldset>
        <Deed rule={draft} errors={errors} onChange={change} />
        {preview.data && <Effect effect={preview.data} deed={draft.deed} />}
      </form>
    </Dialog>
  );
}

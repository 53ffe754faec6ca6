// After how long others are told that a customer waits for a person, and whether the customer hears of it.
import { useState, type FormEvent } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import { teamQuery } from "@/api/team";
import type { RepliesSettings } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field, Input, Select } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { Section } from "./Section";

const settingsQuery = queryOptions({ queryKey: key("replies"), queryFn: () => dataOf(api.GET("/api/v1/replies/settings")) });

type Escalation = Pick<RepliesSettings, "escalate_minutes" | "escalate_to" | "escalate_tells_customer">;
const ownOf = ({ escalate_minutes, escalate_to, escalate_tells_customer }: RepliesSettings): Escalation => ({
  escalate_minutes,
  escalate_to,
  escalate_tells_customer,
});

function Form({ settings }: { settings: RepliesSettings }) {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const { data: team = [] } = useQuery(teamQuery);
  const [draft, setDraft] = useState(ownOf(settings));
  const save = useMutation({
    // What another screen changed meanwhile stays.
    mutationFn: async (own: Escalation) => {
      const now = await queryClient.fetchQuery(settingsQuery);
      return dataOf(api.PUT("/api/v1/replies/settings", { body: { ...now, ...own } }));
    },
    onSuccess: (saved, own) => {
      const before = ownOf(settings);
      queryClient.setQueryData(settingsQuery.queryKey, saved);
      setDraft(ownOf(saved));
      toast({
        title: t("common:saved"),
        tone: "good",
        ...(own !== before && { action: { label: t("common:undo"), run: () => save.mutate(before) } }),
      });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft);
  };
  const isOn = draft.escalate_minutes !== null && draft.escalate_minutes !== undefined;
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {save.error && <ErrorNotice error={save.error} />}
      <div className="grid max-w-xl gap-5 sm:grid-cols-2">
        <Field label={t("settings:rules.minutes")} hint={t("settings:rules.minutesHint")} error={fieldErrors(save.error).escalate_minutes}>
          <Input
            type="number"
            inputMode="numeric"
            min={5}
            max={1440}
            placeholder={t("settings:rules.never")}
            value={draft.escalate_minutes ?? ""}
            onChange={(event) => setDraft({ ...draft, escalate_minutes: event.target.value === "" ? null : Number(event.target.value) })}
          />
        </Field>
        <Field label={t("settings:rules.toWhom")}>
          <Select
            disabled={!isOn}
            value={draft.escalate_to ?? ""}
            onChange={(event) => setDraft({ ...draft, escalate_to: event.target.value || null })}
          >
            <option value="">{t("settings:rules.everybody")}</option>
            {team.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <div className="flex max-w-xl items-start justify-between gap-4">
        <span>
          <span className="font-medium">{t("settings:rules.tellsCustomer")}</span>
          <span className="block text-sm text-ink-faint">{t("settings:rules.tellsCustomerHint")}</span>
        </span>
        <Switch
          label={t("settings:rules.tellsCustomer")}
          disabled={!isOn}
          checked={isOn && (draft.escalate_tells_customer ?? false)}
          onChange={(escalate_tells_customer) => setDraft({ ...draft, escalate_tells_customer })}
        />
      </div>
      <Button type="submit" busy={save.isPending} className="self-start">
        {t("common:save")}
      </Button>
    </form>
  );
}

export function EscalationFields() {
  const { t } = useTranslation("settings");
  const settings = useQuery(settingsQuery).data;
  if (!settings) return null;
  return (
    <Section title={t("rules.escalation")} description={t("rules.escalationLead")}>
      <Form settings={settings} />
    </Section>
  );
}

// After the purchase: what the shop writes by itself, how, and what is due next.
import { useState, type FormEvent } from "react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { useMay } from "@/api/me";
import type { FollowUpKind, FollowUpRule, FollowUpRuleShown, FollowUpSettings, FollowUpState } from "@/api/types";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { PagedList } from "../common/PagedList";
import { FollowUpLine } from "./FollowUps";
import { followUpSettingsQuery, followUpsQuery, useFollowUpSettings } from "./afterQueries";
import { OrdersPage } from "./OrdersPage";
import { RuleCard } from "./RuleCard";

const KINDS = ["tracking", "review"] as const satisfies FollowUpKind[];
const STATES = ["due", "sent", "not_sent", "cancelled"] as const satisfies FollowUpState[];

/** What may be changed of what is shown. */
const ruleOf = ({ on, after_days, counts_from, texts, template, fills }: FollowUpRuleShown): FollowUpRule => ({
  on,
  after_days,
  counts_from,
  texts: texts ?? {},
  template: template ?? null,
  fills: fills ?? {},
});

function Rules({ settings }: { settings: FollowUpSettings }) {
  const { t } = useTranslation(["orders", "common"]);
  const save = useFollowUpSettings();
  const [rules, setRules] = useState({ tracking: ruleOf(settings.tracking), review: ruleOf(settings.review) });
  const errors = fieldErrors(save.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(rules, { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-6">
      {save.error && Object.keys(errors).length === 0 && <ErrorNotice error={save.error} />}
      {KINDS.map((kind) => (
        <RuleCard
          key={kind}
          kind={kind}
          rule={rules[kind]}
          shown={settings[kind]}
          templates={settings.templates}
          errors={errors}
          onChange={(rule) => setRules({ ...rules, [kind]: rule })}
        />
      ))}
      <div>
        <Button type="submit" tone="primary" busy={save.isPending}>
          {t("common:save")}
        </Button>
      </div>
    </form>
  );
}

function Messages() {
  const { t } = useTranslation("orders");
  const [state, setState] = useState<FollowUpState>("due");
  const found = useInfiniteQuery(followUpsQuery(state));
  return (
    <Card>
      <CardHeader title={t("after.messages")} description={t("after.messagesLead")} />
      <Segmented
        label={t("after.messages")}
        value={state}
        onChange={setState}
        className="mb-3 max-sm:w-full"
        options={STATES.map((value) => ({ value, label: t(`after.states.${value}`) }))}
      />
      <PagedList framed={false} query={found} label={t("after.messages")} empty={<p className="text-ink-soft">{t("after.none")}</p>}>
        {(one) => <FollowUpLine key={one.id} one={one} withOrder />}
      </PagedList>
    </Card>
  );
}

export function AfterScreen() {
  const { t } = useTranslation("orders");
  const sets = useMay("manage_replies");
  const settings = useQuery({ ...followUpSettingsQuery, enabled: sets });
  return (
    <OrdersPage back="/orders" title={t("after.title")} description={t("after.pageLead")}>
      <div className="flex flex-col gap-6">
        {sets && <Loaded query={settings}>{(known) => <Rules settings={known} />}</Loaded>}
        <Messages />
      </div>
    </OrdersPage>
  );
}

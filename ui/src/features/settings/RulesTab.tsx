// The rules by which a person is called, in the order they are asked. Each change is saved as the whole list, and the list before it is the way back.
import { useState } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ArrowDown, ArrowUp, HandHelping, Pencil, Plus, Trash2 } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { teamQuery } from "@/api/team";
import type { HandOverRule } from "@/api/types";
import { formatList } from "@/lib/lists";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { Loaded } from "../common/Loaded";
import { useToastError } from "../common/notify";
import { EscalationFields } from "./EscalationFields";
import { RuleDialog } from "./RuleDialog";
import { MOST_RULES, moved, newRule, replaced } from "./rules";
import { Section } from "./Section";

const rulesQuery = queryOptions({
  queryKey: key("replies", "rules"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/replies/rules"))).rules,
});

interface Change {
  before: HandOverRule[];
  rules: HandOverRule[];
}

/** Saves a list in the place of another, and offers the way back. */
function useSave() {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const onError = useToastError();
  const put = (body: Change) => dataOf(api.PUT("/api/v1/replies/rules", { body }));
  const keep = (rules: HandOverRule[]) => queryClient.setQueryData(rulesQuery.queryKey, rules);
  const back = useMutation({ mutationFn: put, onSuccess: ({ rules }) => keep(rules), onError });
  return useMutation({
    mutationFn: put,
    onSuccess: ({ rules }, { before }) => {
      keep(rules);
      toast({
        title: t("common:saved"),
        tone: "good",
        action: { label: t("common:undo"), run: () => back.mutate({ before: rules, rules: before }) },
      });
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: rulesQuery.queryKey }),
  });
}

interface RowProps {
  rule: HandOverRule;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  onEdit: () => void;
  onSwitch: (active: boolean) => void;
  onRemove: () => void;
}

function Row({ rule, isFirst, isLast, onMove, onEdit, onSwitch, onRemove }: RowProps) {
  const { t, i18n } = useTranslation("settings");
  const { data: team = [] } = useQuery(teamQuery);
  const person = team.find(({ id }) => id === rule.person_id)?.name ?? t("rules.team");
  const signals = rule.conditions.map(({ signal }) => t(`rules.signals.${signal}`));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line py-3 first:border-t-0">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <bdi className="font-medium [overflow-wrap:anywhere]">{rule.name}</bdi>
          {rule.urgent && rule.deed === "call" && <Badge tone="brass">{t("rules.urgent")}</Badge>}
        </p>
        <p className="text-sm text-ink-soft">{formatList(signals, i18n.language)}</p>
        <p className="text-sm text-ink-faint">
          {t(`rules.deeds.${rule.deed}`)}: <bdi>{person}</bdi>
        </p>
      </div>
      <div className="flex items-center gap-1">
        <IconButton icon={ArrowUp} size="small" label={t("rules.up", { name: rule.name })} disabled={isFirst} onClick={() => onMove(-1)} />
        <IconButton
          icon={ArrowDown}
          size="small"
          label={t("rules.down", { name: rule.name })}
          disabled={isLast}
          onClick={() => onMove(1)}
        />
        <IconButton icon={Pencil} size="small" label={t("rules.changeOf", { name: rule.name })} onClick={onEdit} />
        <IconButton icon={Trash2} size="small" label={t("rules.removeOf", { name: rule.name })} onClick={onRemove} />
        <Switch label={t("rules.activeOf", { name: rule.name })} checked={rule.active} onChange={onSwitch} />
      </div>
    </li>
  );
}

function Rules({ rules }: { rules: HandOverRule[] }) {
  const { t } = useTranslation("settings");
  const save = useSave();
  const onError = useToastError();
  const [edited, setEdited] = useState<number | null>(null);
  const to = (next: HandOverRule[]) => save.mutate({ before: rules, rules: next }, { onError });
  const open = (at: number | null) => {
    save.reset();
    setEdited(at);
  };
  const add = (
    <Button icon={Plus} tone="primary" disabled={rules.length >= MOST_RULES} onClick={() => open(rules.length)}>
      {t("rules.add")}
    </Button>
  );
  return (
    <Section title={t("rules.title")} description={t("rules.lead")} action={rules.length > 0 && add}>
      {rules.length === 0 ? (
        <EmptyState icon={HandHelping} title={t("rules.empty")} action={add}>
          {t("rules.emptyLead")}
        </EmptyState>
      ) : (
        <ol>
          {rules.map((rule, at) => (
            <Row
              key={rule.id}
              rule={rule}
              isFirst={at === 0}
              isLast={at === rules.length - 1}
              onMove={(by) => to(moved(rules, at, by))}
              onEdit={() => open(at)}
              onSwitch={(active) => to(replaced(rules, at, { ...rule, active }))}
              onRemove={() => to(rules.filter((_, other) => other !== at))}
            />
          ))}
        </ol>
      )}
      {edited !== null && (
        <RuleDialog
          rule={rules[edited] ?? newRule()}
          at={edited}
          error={save.error}
          busy={save.isPending}
          onSave={(rule) => save.mutate({ before: rules, rules: replaced(rules, edited, rule) }, { onSuccess: () => open(null) })}
          onClose={() => open(null)}
        />
      )}
    </Section>
  );
}

export default function RulesTab() {
  return (
    <>
      <Loaded query={useQuery(rulesQuery)}>{(rules) => <Rules rules={rules} />}</Loaded>
      <EscalationFields />
    </>
  );
}

// When a source counts: switched off, from a moment on, until a moment.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { KnowledgeSource } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Input } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { useChangeSource } from "./queries";
import { fromField, standingOf, toField } from "./validity";

/** Says when a source does not count, or not for ever. */
export function ValidityBadge({ source }: { source: KnowledgeSource }) {
  const { t, i18n } = useTranslation("knowledge");
  const standing = standingOf(source.validity, useNow());
  const { from, until } = source.validity;
  switch (standing) {
    case "counts":
      return null;
    case "off":
      return <Badge tone="warn">{t("validity.off")}</Badge>;
    case "later":
      return <Badge tone="warn">{t("validity.later", { when: exactTime(from ?? "", i18n.language) })}</Badge>;
    case "over":
      return <Badge tone="warn">{t("validity.over", { when: exactTime(until ?? "", i18n.language) })}</Badge>;
    case "ends":
      return <Badge>{t("validity.untilWhen", { when: exactTime(until ?? "", i18n.language) })}</Badge>;
  }
}

export function ValidityCard({ source }: { source: KnowledgeSource }) {
  const { t } = useTranslation("knowledge");
  const mayWrite = useMay("write_knowledge");
  const change = useChangeSource(source.id);
  const [enabled, setEnabled] = useState(source.validity.enabled);
  const [from, setFrom] = useState(toField(source.validity.from));
  const [until, setUntil] = useState(toField(source.validity.until));
  const endsFirst = from !== "" && until !== "" && until <= from;
  if (!mayWrite) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [begin, end] = [fromField(from), fromField(until)];
    change.mutate(
      { validity: { enabled, ...(begin && { from: begin }), ...(end && { until: end }) } },
      { onSuccess: () => toast({ title: t("validity.saved"), tone: "good" }) },
    );
  };
  return (
    <Card>
      <CardHeader title={t("validity.title")} description={t("validity.body")} />
      <form onSubmit={submit} className="flex flex-col gap-4">
        <span className="flex items-center gap-3">
          <Switch checked={enabled} onChange={setEnabled} label={t("validity.enabled")} />
          <span>{t("validity.enabled")}</span>
        </span>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("validity.from")} aside={t("validity.always")}>
            <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
          </Field>
          <Field label={t("validity.until")} aside={t("validity.always")} error={endsFirst ? t("validity.endsFirst") : undefined}>
            <Input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
          </Field>
        </div>
        {change.error && <ErrorNotice error={change.error} />}
        <div>
          <Button type="submit" busy={change.isPending} disabled={endsFirst}>
            {t("validity.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

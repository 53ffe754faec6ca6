// Meta's prices as the shop knows them: how old, where from, the comparison with Meta's own count, and newer ones.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Prices, Rates } from "@/api/types";
import { fieldErrors } from "@/api/errorWords";
import { formatCount, formatMicros } from "@/lib/numbers";
import { regional } from "@/lib/region";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field, Textarea } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { ratesQuery, useChangeRates, useReconcile } from "./queries";

/** Ours and Meta's may differ this much before it is worth a word, in hundredths. */
const SAME_WITHIN = 2;

export function ReconciliationCard({ prices }: { prices: Prices }) {
  const { t, i18n } = useTranslation("prices");
  const reconcile = useReconcile(prices.month);
  const onError = useToastError();
  const last = prices.reconciliation;
  const apart = last ? Math.abs(last.ours_micros - last.theirs_micros) / Math.max(1, last.theirs_micros) : 0;
  const same = apart * 100 <= SAME_WITHIN;
  return (
    <Card>
      <CardHeader
        title={t("reconcile.title")}
        description={t("reconcile.lead")}
        action={
          <Button busy={reconcile.isPending} onClick={() => reconcile.mutate(undefined, { onError })}>
            {t("reconcile.now")}
          </Button>
        }
      />
      {last ? (
        <>
          <table className="w-full text-start">
            <thead className="text-sm text-ink-faint">
              <tr>
                <td />
                <th scope="col" className="py-1.5 text-end font-normal">
                  {t("reconcile.ours")}
                </th>
                <th scope="col" className="py-1.5 text-end font-normal">
                  {t("reconcile.theirs")}
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line border-y border-line">
              <tr>
                <th scope="row" className="py-2 text-start font-medium">
                  {t("reconcile.money")}
                </th>
                <td className="py-2 text-end">{formatMicros(last.ours_micros, i18n.language)}</td>
                <td className="py-2 text-end">{formatMicros(last.theirs_micros, i18n.language)}</td>
              </tr>
              <tr>
                <th scope="row" className="py-2 text-start font-medium">
                  {t("reconcile.count")}
                </th>
                <td className="py-2 text-end">{formatCount(last.ours_messages, i18n.language)}</td>
                <td className="py-2 text-end">{formatCount(last.theirs_messages, i18n.language)}</td>
              </tr>
            </tbody>
          </table>
          <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-faint">
            <Badge tone={same ? "good" : "warn"}>{same ? t("reconcile.same") : t("reconcile.different")}</Badge>
            <Time at={last.checked_at} />
          </p>
        </>
      ) : (
        <p className="text-ink-faint">{t("reconcile.never")}</p>
      )}
    </Card>
  );
}

function RatesForm({ toml, own, onClose }: { toml: string; own: boolean; onClose: () => void }) {
  const { t } = useTranslation(["prices", "common"]);
  const [text, setText] = useState(toml);
  const change = useChangeRates();
  const errors = fieldErrors(change.error);
  const send = (next: string | null) =>
    change.mutate(next, {
      onSuccess: () => {
        toast({ title: t("common:saved"), tone: "good" });
        onClose();
      },
    });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send(text);
      }}
    >
      {change.error && !errors.toml && <ErrorNotice error={change.error} />}
      <Field label={t("prices:rates.table")} hint={t("prices:rates.tableHint")} error={errors.toml}>
        <Textarea
          dir="ltr"
          rows={14}
          spellCheck={false}
          className="font-mono text-xs"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <DialogActions>
        {own && (
          <Button tone="quietDanger" className="me-auto" busy={change.isPending && change.variables === null} onClick={() => send(null)}>
            {t("prices:rates.builtIn")}
          </Button>
        )}
        <Button tone="quiet" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" tone="primary" busy={change.isPending && change.variables !== null}>
          {t("common:save")}
        </Button>
      </DialogActions>
    </form>
  );
}

export function RatesCard({ rates }: { rates: Rates }) {
  const { t, i18n } = useTranslation(["prices", "common"]);
  const [open, setOpen] = useState(false);
  const table = useQuery({ ...ratesQuery, enabled: open });
  const date = new Intl.DateTimeFormat(regional(i18n.language), { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(`${rates.as_of}T00:00:00Z`),
  );
  return (
    <Card>
      <CardHeader
        title={t("prices:rates.title")}
        description={t("prices:rates.lead")}
        action={<Button onClick={() => setOpen(true)}>{t("prices:rates.change")}</Button>}
      />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
        <dt className="text-ink-faint">{t("prices:rates.asOf")}</dt>
        <dd>{date}</dd>
        <dt className="text-ink-faint">{t("prices:rates.source")}</dt>
        <dd className="[overflow-wrap:anywhere]">{rates.own ? rates.source : t("prices:rates.estimates")}</dd>
        <dt className="text-ink-faint">{t("prices:rates.entries")}</dt>
        <dd>{formatCount(rates.entries, i18n.language)}</dd>
      </dl>
      {rates.own && (
        <div className="mt-4">
          <Notice tone="brass">{t("prices:rates.own")}</Notice>
        </div>
      )}
      <Dialog wide open={open} onOpenChange={setOpen} title={t("prices:rates.change")} closeLabel={t("common:close")}>
        <Loaded query={table}>{(data) => <RatesForm toml={data.toml} own={data.own} onClose={() => setOpen(false)} />}</Loaded>
      </Dialog>
    </Card>
  );
}

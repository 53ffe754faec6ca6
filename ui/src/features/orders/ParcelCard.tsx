// By what the carrier follows an order: a link or a number, shown and written down.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { useMay } from "@/api/me";
import type { Order } from "@/api/types";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { CopyButton } from "@/ui/CopyButton";
import { Field, Input } from "@/ui/Field";
import { textLink } from "@/ui/TextLink";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { useChangeOrder } from "./queries";

/** Characters the server keeps. */
const LONGEST = 300;

function Tracking({ tracking }: { tracking: string }) {
  const { t } = useTranslation(["orders", "common"]);
  if (tracking.startsWith("https://"))
    return (
      <p className="[overflow-wrap:anywhere]">
        <a href={tracking} target="_blank" rel="noreferrer" className={textLink}>
          {t("orders:parcel.follow")}
        </a>
        <bdi className="mt-0.5 block text-sm text-ink-faint">{tracking}</bdi>
      </p>
    );
  return (
    <p className="flex items-center gap-2">
      <span className="text-ink-faint">{t("orders:parcel.number")}</span>
      <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{tracking}</bdi>
      <CopyButton iconOnly text={tracking} label={t("common:copy")} copiedLabel={t("common:copied")} />
    </p>
  );
}

function TrackingForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const { t } = useTranslation(["orders", "common"]);
  const change = useChangeOrder(order.id);
  const [tracking, setTracking] = useState(order.tracking ?? "");
  const refused = "tracking" in fieldErrors(change.error);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(
          { tracking: tracking.trim() },
          {
            onSuccess: () => {
              toast({ title: t("common:saved"), tone: "good" });
              onDone();
            },
          },
        );
      }}
    >
      {change.error && !refused && <ErrorNotice error={change.error} />}
      <Field label={t("orders:parcel.field")} error={refused ? t("orders:import.reasons.not_a_tracking") : undefined}>
        <Input
          dir="ltr"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={LONGEST}
          value={tracking}
          onChange={(event) => setTracking(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" busy={change.isPending}>
          {t("common:save")}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t("common:cancel")}
        </Button>
      </div>
    </form>
  );
}

export function ParcelCard({ order }: { order: Order }) {
  const { t } = useTranslation("orders");
  const writes = useMay("write_orders");
  const [changing, setChanging] = useState(false);
  if (!order.tracking && !writes) return null;
  return (
    <Card>
      <CardHeader title={t("parcel.title")} description={t("parcel.lead")} />
      {changing ? (
        <TrackingForm order={order} onDone={() => setChanging(false)} />
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            {order.tracking ? <Tracking tracking={order.tracking} /> : <p className="text-ink-soft">{t("parcel.none")}</p>}
          </div>
          {writes && <Button onClick={() => setChanging(true)}>{t(order.tracking ? "parcel.change" : "parcel.add")}</Button>}
        </div>
      )}
    </Card>
  );
}

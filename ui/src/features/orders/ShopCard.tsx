// One web shop: whether it tells, what is wrong with it, its orders of before, and the way to let it go.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { OrdersConnection } from "@/api/types";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { Field, Input, SecretInput } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { useToastError } from "../common/notify";
import { Time } from "../common/Time";
import { useDropShop, usePullHistory } from "./queries";

export function CopyLine({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <p className="mb-1 text-sm text-ink-faint">{label}</p>
      <p className="flex items-center gap-2 rounded-lg bg-sunken py-1 ps-3 pe-1 dark:bg-line">
        <code dir="ltr" className="min-w-0 flex-1 text-start text-sm [overflow-wrap:anywhere]">
          {text}
        </code>
        <CopyButton iconOnly text={text} label={t("copy")} copiedLabel={t("copied")} />
      </p>
    </div>
  );
}

function HistoryForm({ shop, onClose }: { shop: OrdersConnection; onClose: () => void }) {
  const { t } = useTranslation(["orders", "common"]);
  const pull = usePullHistory(shop.id);
  const errors = fieldErrors(pull.error);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? "").trim();
    pull.mutate(
      { address: said("address"), key: said("key"), ...(shop.kind === "woocommerce" && { key_secret: said("key_secret") }) },
      { onSuccess: onClose },
    );
  };
  const shown = { showLabel: t("common:showPassword"), hideLabel: t("common:hidePassword"), autoComplete: "off", required: true };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {pull.error && Object.keys(errors).length === 0 && <ErrorNotice error={pull.error} />}
      <Field label={t("orders:shops.pullAddress")} error={errors.address}>
        <Input name="address" type="url" dir="ltr" required placeholder="https://shop.example" defaultValue={shop.history.address ?? ""} />
      </Field>
      <Field label={t(`orders:shops.pullKey.${shop.kind}`)} error={errors.key}>
        <SecretInput name="key" dir="ltr" {...shown} />
      </Field>
      {shop.kind === "woocommerce" && (
        <Field label={t("orders:shops.pullSecret")} error={errors.key_secret}>
          <SecretInput name="key_secret" dir="ltr" {...shown} />
        </Field>
      )}
      <div className="flex justify-end gap-2">
        <Button tone="quiet" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" tone="primary" busy={pull.isPending}>
          {t("orders:shops.pullStart")}
        </Button>
      </div>
    </form>
  );
}

function HistoryWords({ shop }: { shop: OrdersConnection }) {
  const { t } = useTranslation("orders");
  const { state, orders } = shop.history;
  return <p>{state === "none" ? t("shops.history.none") : t(`shops.history.${state}`, { count: orders })}</p>;
}

export function ShopCard({ shop }: { shop: OrdersConnection }) {
  const { t } = useTranslation(["orders", "common"]);
  const drop = useDropShop();
  const onError = useToastError();
  const [asked, setAsked] = useState<"remove" | "pull" | null>(null);
  const remove = () =>
    drop.mutate(shop.id, {
      onError,
      onSuccess: () => toast({ title: t("orders:shops.removed", { name: shop.name }), tone: "good" }),
      onSettled: () => setAsked(null),
    });
  return (
    <Card as="li">
      <CardHeader
        title={<bdi className="[overflow-wrap:anywhere]">{shop.name}</bdi>}
        description={
          shop.last_told_at ? (
            <>
              {t("orders:shops.last")} <Time at={shop.last_told_at} />
            </>
          ) : (
            t("orders:shops.never")
          )
        }
        action={<Badge>{t(`orders:shops.kinds.${shop.kind}`)}</Badge>}
      />
      <div className="flex flex-col gap-4">
        {shop.secret_lost && <Notice tone="bad">{t("orders:shops.secretLost")}</Notice>}
        {shop.refused > 0 && <Notice tone="warn">{t("orders:shops.refused", { count: shop.refused })}</Notice>}
        {shop.failed > 0 && <Notice tone="warn">{t("orders:shops.failed", { count: shop.failed })}</Notice>}
        {shop.callback_url ? (
          <CopyLine label={t("orders:shops.address")} text={shop.callback_url} />
        ) : (
          <Notice tone="warn">{t("orders:shops.noAddress")}</Notice>
        )}
        <HistoryWords shop={shop} />
        <div className="flex flex-wrap gap-2">
          {shop.history.state !== "pulling" && <Button onClick={() => setAsked("pull")}>{t("orders:shops.pull")}</Button>}
          <Button tone="quietDanger" onClick={() => setAsked("remove")}>
            {t("orders:shops.remove")}
          </Button>
        </div>
      </div>
      <Dialog
        open={asked === "pull"}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t("orders:shops.pull")}
        description={t("orders:shops.pullLead")}
        closeLabel={t("common:close")}
      >
        <HistoryForm shop={shop} onClose={() => setAsked(null)} />
      </Dialog>
      <ConfirmDialog
        open={asked === "remove"}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t("orders:shops.removeTitle", { name: shop.name })}
        description={t("orders:shops.removeBody")}
        confirmLabel={t("orders:shops.remove")}
        cancelLabel={t("common:cancel")}
        busy={drop.isPending}
        onConfirm={remove}
      />
    </Card>
  );
}

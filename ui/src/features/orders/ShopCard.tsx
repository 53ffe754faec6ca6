// One web shop: whether it tells, what is wrong with it, its orders of before, what it sells, and the way to let it go.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OrdersConnection } from "@/api/types";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { Time } from "../common/Time";
import { useDropShop, usePullHistory } from "./queries";
import { ShopKeyForm } from "./ShopKeyForm";
import { ShopProducts } from "./ShopProducts";

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
  const { t } = useTranslation("orders");
  const pull = usePullHistory(shop.id);
  return (
    <ShopKeyForm
      shop={shop}
      address={shop.history.address ?? shop.products?.address ?? ""}
      submitLabel={t("shops.pullStart")}
      busy={pull.isPending}
      error={pull.error}
      onSubmit={(wanted) => pull.mutate(wanted, { onSuccess: onClose })}
      onClose={onClose}
    />
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
        <ShopProducts shop={shop} />
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

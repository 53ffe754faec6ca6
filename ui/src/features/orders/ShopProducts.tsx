// Whether the assistant knows what a web shop sells: how much of it, how it stands, and the way to switch it on and off.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { OrdersCatalogue, OrdersConnection } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Dialog } from "@/ui/Dialog";
import { Progress } from "@/ui/Progress";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { Time } from "../common/Time";
import { useForgetProducts, useKnowProducts } from "./queries";
import { ShopKeyForm } from "./ShopKeyForm";

function Standing({ known }: { known: OrdersCatalogue }) {
  const { t, i18n } = useTranslation("orders");
  const last = known.read_at && (
    <p className="text-sm text-ink-faint">
      {t("shops.products.known", { count: known.products })} {t("shops.products.read")} <Time at={known.read_at} />
    </p>
  );
  switch (known.state) {
    case "reading":
      return (
        <div className="flex flex-col gap-2">
          <p className="text-sm text-ink-soft">{t("shops.products.reading", { count: known.came })}</p>
          <Progress label={t("shops.products.readingLabel")} />
          {last}
        </div>
      );
    case "ready":
      return last || null;
    case "failed": {
      // A code of a newer server has no words here yet.
      const reason = known.reason && i18n.exists(`orders:shops.products.reasons.${known.reason}`) ? known.reason : "other";
      return (
        <div className="flex flex-col gap-2">
          <Notice tone="bad">{t(`shops.products.reasons.${reason as "other"}`)}</Notice>
          {last}
        </div>
      );
    }
  }
}

export function ShopProducts({ shop }: { shop: OrdersConnection }) {
  const { t } = useTranslation(["orders", "common"]);
  const known = shop.products ?? null;
  const know = useKnowProducts(shop.id);
  const forget = useForgetProducts();
  const onError = useToastError();
  const mayWrite = useMay("write_knowledge");
  const [asked, setAsked] = useState<"on" | "off" | null>(null);
  const off = () =>
    forget.mutate(shop.id, {
      onError,
      onSuccess: () => toast({ title: t("orders:shops.products.forgotten"), tone: "good" }),
      onSettled: () => setAsked(null),
    });
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p className="font-medium">{t("orders:shops.products.switch")}</p>
          <p className="text-sm text-pretty text-ink-faint">{t("orders:shops.products.hint")}</p>
        </div>
        <Switch
          label={t("orders:shops.products.switch")}
          checked={known !== null}
          disabled={!mayWrite}
          onChange={(on) => setAsked(on ? "on" : "off")}
        />
      </div>
      {known && <Standing known={known} />}
      {known?.state === "failed" && mayWrite && (
        <div>
          <Button onClick={() => setAsked("on")}>{t("orders:shops.products.newKey")}</Button>
        </div>
      )}
      <Dialog
        open={asked === "on"}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t("orders:shops.products.switch")}
        description={t(`orders:shops.products.lead.${shop.kind}`)}
        closeLabel={t("common:close")}
      >
        <ShopKeyForm
          shop={shop}
          address={known?.address ?? shop.history.address ?? ""}
          submitLabel={t("orders:shops.products.start")}
          busy={know.isPending}
          error={know.error}
          onSubmit={(wanted) => know.mutate(wanted, { onSuccess: () => setAsked(null) })}
          onClose={() => setAsked(null)}
        />
      </Dialog>
      <ConfirmDialog
        open={asked === "off"}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t("orders:shops.products.offTitle")}
        description={t("orders:shops.products.offBody")}
        confirmLabel={t("orders:shops.products.off")}
        cancelLabel={t("common:cancel")}
        busy={forget.isPending}
        onConfirm={off}
      />
    </section>
  );
}

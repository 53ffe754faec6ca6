// Web shops that tell of their orders: connected, watched, asked for what was before, let go.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Plus, Store } from "lucide-react";
import { fieldErrors } from "@/api/errorWords";
import type { OrdersConnection, ShopKind } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Input, SecretInput } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { OrdersPage } from "./OrdersPage";
import { connectionsQuery, useConnectShop } from "./queries";
import { CopyLine, ShopCard } from "./ShopCard";

const KINDS = ["woocommerce", "shopify"] as const satisfies ShopKind[];

function ConnectForm({ onConnected, onClose }: { onConnected: (shop: OrdersConnection) => void; onClose: () => void }) {
  const { t } = useTranslation(["orders", "common"]);
  const connect = useConnectShop();
  const [kind, setKind] = useState<ShopKind>("woocommerce");
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const errors = fieldErrors(connect.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate({ kind, name: name.trim(), ...(secret.trim() && { secret: secret.trim() }) }, { onSuccess: onConnected });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {connect.error && Object.keys(errors).length === 0 && <ErrorNotice error={connect.error} />}
      <Choice
        columns
        label={t("orders:shops.kind")}
        value={kind}
        onChange={setKind}
        options={KINDS.map((value) => ({ value, label: t(`orders:shops.kinds.${value}`) }))}
      />
      <Field label={t("orders:shops.name")} hint={t("orders:shops.nameHint")} error={errors.name}>
        <Input required dir="auto" maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label={t("orders:shops.secret")}
        hint={t(`orders:shops.secretHint.${kind}`)}
        error={errors.secret}
        aside={kind === "woocommerce" && t("common:optional")}
      >
        <SecretInput
          dir="ltr"
          autoComplete="off"
          required={kind === "shopify"}
          minLength={16}
          maxLength={500}
          showLabel={t("common:showPassword")}
          hideLabel={t("common:hidePassword")}
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
        />
      </Field>
      <DialogActions>
        <Button tone="quiet" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" tone="primary" busy={connect.isPending}>
          {t("orders:shops.add")}
        </Button>
      </DialogActions>
    </form>
  );
}

/** What the shop's own settings need now: the address, the secret, and where they go. */
function Connected({ shop, onClose }: { shop: OrdersConnection; onClose: () => void }) {
  const { t } = useTranslation(["orders", "common"]);
  return (
    <div className="flex flex-col gap-5">
      <p className="text-pretty">{t(`orders:shops.steps.${shop.kind}`)}</p>
      {shop.callback_url ? (
        <CopyLine label={t("orders:shops.address")} text={shop.callback_url} />
      ) : (
        <Notice tone="warn">{t("orders:shops.noAddress")}</Notice>
      )}
      {shop.secret && (
        <>
          <CopyLine label={t("orders:shops.secret")} text={shop.secret} />
          <Notice tone="brass">{t("orders:shops.copySecret")}</Notice>
        </>
      )}
      <div className="flex justify-end">
        <Button tone="primary" onClick={onClose}>
          {t("common:done")}
        </Button>
      </div>
    </div>
  );
}

export function ShopsScreen() {
  const { t } = useTranslation(["orders", "common"]);
  const shops = useQuery(connectionsQuery);
  const [adding, setAdding] = useState(false);
  const [connected, setConnected] = useState<OrdersConnection | null>(null);
  const close = () => {
    setAdding(false);
    setConnected(null);
  };
  const add = (
    <Button tone="primary" icon={Plus} onClick={() => setAdding(true)}>
      {t("orders:shops.add")}
    </Button>
  );
  return (
    <OrdersPage
      back="/orders"
      title={t("orders:shops.title")}
      description={t("orders:shops.lead")}
      action={shops.data && shops.data.length > 0 && add}
    >
      <Loaded query={shops}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={Store} title={t("orders:shops.emptyTitle")} action={add}>
              {t("orders:shops.emptyBody")}
            </EmptyState>
          ) : (
            <ul className="flex flex-col gap-5">
              {items.map((shop) => (
                <ShopCard key={shop.id} shop={shop} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Dialog
        open={adding}
        onOpenChange={(open) => !open && close()}
        title={connected ? connected.name : t("orders:shops.add")}
        closeLabel={t("common:close")}
      >
        {connected ? <Connected shop={connected} onClose={close} /> : <ConnectForm onConnected={setConnected} onClose={close} />}
      </Dialog>
    </OrdersPage>
  );
}

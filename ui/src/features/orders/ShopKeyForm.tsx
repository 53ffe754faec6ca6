// Where a web shop is asked, and with which key: the same for its orders of before and for its products.
import { type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { HistoryWanted, OrdersConnection } from "@/api/types";
import { Button } from "@/ui/Button";
import { DialogActions } from "@/ui/Dialog";
import { Field, Input, SecretInput } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";

export function ShopKeyForm({
  shop,
  address,
  submitLabel,
  busy,
  error,
  onSubmit,
  onClose,
}: {
  shop: OrdersConnection;
  address: string;
  submitLabel: string;
  busy: boolean;
  error: Error | null;
  onSubmit: (wanted: HistoryWanted) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(["orders", "common"]);
  const errors = fieldErrors(error);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? "").trim();
    onSubmit({ address: said("address"), key: said("key"), ...(shop.kind === "woocommerce" && { key_secret: said("key_secret") }) });
  };
  const shown = { showLabel: t("common:showPassword"), hideLabel: t("common:hidePassword"), autoComplete: "off", required: true };
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      {error && Object.keys(errors).length === 0 && <ErrorNotice error={error} />}
      <Field label={t("orders:shops.pullAddress")} error={errors.address}>
        <Input name="address" type="url" dir="ltr" required placeholder="https://shop.example" defaultValue={address} />
      </Field>
      <Field label={t(`orders:shops.pullKey.${shop.kind}`)} error={errors.key}>
        <SecretInput name="key" dir="ltr" {...shown} />
      </Field>
      {shop.kind === "woocommerce" && (
        <Field label={t("orders:shops.pullSecret")} error={errors.key_secret}>
          <SecretInput name="key_secret" dir="ltr" {...shown} />
        </Field>
      )}
      <DialogActions>
        <Button tone="quiet" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" tone="primary" busy={busy}>
          {submitLabel}
        </Button>
      </DialogActions>
    </form>
  );
}

// Whom messages about a shop go to: somebody already known here, or somebody with a phone number.
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { FleetOwnerChange, FleetSite } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { CustomerPicker } from "../orders/CustomerPicker";
import { useSetOwner } from "./queries";
import { Refusal } from "./Refusal";

export function OwnerForm({ site, onClose }: { site: FleetSite; onClose: () => void }) {
  const { t } = useTranslation("fleet");
  const set = useSetOwner(site.id);
  const errors = fieldErrors(set.error);
  const save = (owner: FleetOwnerChange) =>
    set.mutate(owner, {
      onSuccess: () => {
        toast({ title: t("owner.saved"), tone: "good" });
        onClose();
      },
    });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    save({ phone: String(form.get("phone")).trim(), name: String(form.get("name")).trim() });
  };
  return (
    <div className="flex flex-col gap-6 pb-2">
      {set.error && Object.keys(errors).length === 0 && <Refusal error={set.error} />}
      <CustomerPicker label={t("owner.known")} onChoose={({ id }) => save({ contact_id: id })} />
      <form onSubmit={onSubmit} className="flex flex-col gap-4 border-t border-line pt-5">
        <h3 className="font-medium">{t("owner.or")}</h3>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("owner.name")} error={errors.name} required>
            <Input name="name" required maxLength={100} autoComplete="off" />
          </Field>
          <Field label={t("owner.phone")} hint={t("owner.phoneHint")} error={errors.phone} required>
            <Input name="phone" type="tel" dir="ltr" required autoComplete="off" />
          </Field>
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          {site.owner && (
            <Button tone="quiet" onClick={() => save({})}>
              {t("owner.nobody")}
            </Button>
          )}
          <Button type="submit" tone="primary" busy={set.isPending}>
            {t("owner.save")}
          </Button>
        </div>
      </form>
    </div>
  );
}

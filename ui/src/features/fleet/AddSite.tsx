// A shop is added by the one text its owner gives; it is asked at once, and only what answers is kept.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { Button } from "@/ui/Button";
import { DialogActions } from "@/ui/Dialog";
import { Field, Input, Textarea } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { useAddSite } from "./queries";
import { Refusal } from "./Refusal";

/** Characters of a pairing text. */
const LONGEST = 2_000;

/** Whether a private network may be dialled for one shop. */
export function PrivateSwitch({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const { t } = useTranslation("fleet");
  return (
    <div className="flex items-start justify-between gap-4">
      <span className="min-w-0">
        <span className="block text-sm font-medium">{t("add.private")}</span>
        <span className="block text-sm text-ink-faint">{t("add.privateHint")}</span>
      </span>
      <Switch checked={checked} onChange={onChange} label={t("add.private")} />
    </div>
  );
}

export function AddSite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("fleet");
  const add = useAddSite();
  const [isPrivate, setPrivate] = useState(false);
  const errors = fieldErrors(add.error);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? "").trim();
    const [address, name] = [said("address"), said("name")];
    add.mutate(
      { pairing: said("pairing"), allow_private: isPrivate, ...(address && { address }), ...(name && { name }) },
      {
        onSuccess: (site) => {
          toast({ title: t("add.added", { name: site.name }), tone: "good" });
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {add.error && Object.keys(errors).length === 0 && <Refusal error={add.error} />}
      <Field label={t("add.pairing")} hint={t("add.pairingHint")} error={errors.pairing} required>
        <Textarea
          name="pairing"
          rows={3}
          dir="ltr"
          required
          maxLength={LONGEST}
          spellCheck={false}
          autoFocus
          className="font-mono text-sm"
        />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("add.name")} hint={t("add.nameHint")} error={errors.name}>
          <Input name="name" maxLength={100} autoComplete="off" />
        </Field>
        <Field label={t("add.address")} hint={t("add.addressHint")} error={errors.address}>
          <Input name="address" dir="ltr" placeholder="https://bell.example" autoComplete="off" />
        </Field>
      </div>
      <PrivateSwitch checked={isPrivate} onChange={setPrivate} />
      <DialogActions>
        <Button type="submit" tone="primary" busy={add.isPending}>
          {t("add.submit")}
        </Button>
      </DialogActions>
    </form>
  );
}

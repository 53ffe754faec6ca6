// A shop is called otherwise, has moved, or is paired anew. Another address counts only when the same Shopbell answers there.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { FleetSite } from "@/api/types";
import { Button } from "@/ui/Button";
import { DialogActions } from "@/ui/Dialog";
import { Field, Input, Textarea } from "@/ui/Field";
import { PrivateSwitch } from "./AddSite";
import { useChangeSite } from "./queries";
import { Refusal } from "./Refusal";

interface ChangeSiteProps {
  site: FleetSite;
  /** The field somebody came for. */
  startsAt: "name" | "pairing";
  onClose: () => void;
}

export function ChangeSite({ site, startsAt, onClose }: ChangeSiteProps) {
  const { t } = useTranslation("fleet");
  const change = useChangeSite(site.id);
  const [isPrivate, setPrivate] = useState(site.allow_private);
  const errors = fieldErrors(change.error);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? "").trim();
    const [name, address, pairing] = [said("name"), said("address"), said("pairing")];
    change.mutate(
      {
        ...(name !== site.name && { name }),
        ...(address !== site.address && { address }),
        ...(pairing && { pairing }),
        ...(isPrivate !== site.allow_private && { allow_private: isPrivate }),
      },
      { onSuccess: onClose },
    );
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {change.error && Object.keys(errors).length === 0 && <Refusal error={change.error} />}
      <Field label={t("change.name")} error={errors.name} required>
        <Input name="name" autoFocus={startsAt === "name"} required maxLength={100} defaultValue={site.name} autoComplete="off" />
      </Field>
      <Field label={t("change.address")} error={errors.address} required>
        <Input name="address" dir="ltr" required defaultValue={site.address} autoComplete="off" />
      </Field>
      <Field label={t("change.pairing")} hint={t("change.pairingHint")} error={errors.pairing}>
        <Textarea name="pairing" rows={2} autoFocus={startsAt === "pairing"} dir="ltr" spellCheck={false} className="font-mono text-sm" />
      </Field>
      <PrivateSwitch checked={isPrivate} onChange={setPrivate} />
      <DialogActions>
        <Button type="submit" tone="primary" busy={change.isPending}>
          {t("change.save")}
        </Button>
      </DialogActions>
    </form>
  );
}

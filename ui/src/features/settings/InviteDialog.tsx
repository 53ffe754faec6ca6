// Invites somebody: their name, their role, and a link to hand over. Shopbell sends no e-mail by itself.
import { useState, type FormEvent } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import { useMe } from "@/api/me";
import type { OwnerLink, Role } from "@/api/types";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field, Input } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { Time } from "../common/Time";
import { rolesBelow } from "./roles";

function LinkBox({ link }: { link: OwnerLink }) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <div className="flex flex-col gap-3 pb-2">
      <div className="flex items-center gap-3 rounded-lg bg-sunken py-2 ps-3 pe-2">
        <code dir="ltr" className="min-w-0 flex-1 font-mono text-sm break-all">
          {link.url}
        </code>
        <CopyButton text={link.url} label={t("common:copy")} copiedLabel={t("common:copied")} />
      </div>
      <p className="text-sm text-ink-faint">
        {t("settings:team.linkExpires")} <Time at={link.expires_at} />
      </p>
    </div>
  );
}

export function LinkDialog({ link, onClose }: { link: OwnerLink | null; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <Dialog
      open={link !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t("settings:team.linkTitle")}
      description={t("settings:team.linkLead")}
      closeLabel={t("common:close")}
    >
      {link && <LinkBox link={link} />}
    </Dialog>
  );
}

function InviteForm({ onLink }: { onLink: (link: OwnerLink) => void }) {
  const { t } = useTranslation(["settings", "common", "accounts"]);
  const queryClient = useQueryClient();
  const me = useMe();
  const [role, setRole] = useState<Role>("agent");
  const invite = useMutation({
    mutationFn: (body: { name: string; email: string; role: Role }) => dataOf(api.POST("/api/v1/people", { body })),
    onSuccess: async ({ link }) => {
      onLink(link);
      await queryClient.invalidateQueries({ queryKey: key("people") });
    },
  });
  const errors = fieldErrors(invite.error);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    invite.mutate({ name: String(form.get("name")).trim(), email: String(form.get("email")).trim(), role });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {invite.error && Object.keys(errors).length === 0 && <ErrorNotice error={invite.error} />}
      <Field label={t("settings:account.name")} error={errors.name}>
        <Input name="name" required maxLength={100} autoFocus autoComplete="off" />
      </Field>
      <Field label={t("accounts:email")} error={errors.email}>
        <Input name="email" type="email" required autoComplete="off" />
      </Field>
      <Choice
        label={t("settings:team.role")}
        value={role}
        onChange={setRole}
        options={rolesBelow(me.person.role).map((value) => ({
          value,
          label: t(`common:roles.${value}`),
          description: t(`settings:team.roleHint.${value}`),
        }))}
      />
      <DialogActions>
        <Button type="submit" tone="primary" busy={invite.isPending}>
          {t("settings:team.makeLink")}
        </Button>
      </DialogActions>
    </form>
  );
}

export function InviteDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const [link, setLink] = useState<OwnerLink | null>(null);
  const change = (next: boolean) => {
    onOpenChange(next);
    if (!next) setLink(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={link ? t("settings:team.linkTitle") : t("settings:team.invite")}
      description={link ? t("settings:team.linkLead") : undefined}
      closeLabel={t("common:close")}
    >
      {link ? <LinkBox link={link} /> : <InviteForm onLink={setLink} />}
    </Dialog>
  );
}

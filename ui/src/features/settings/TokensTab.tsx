// Keys for other programs. A key is shown once; afterwards only its name is known.
import { useState, type FormEvent } from "react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { KeyRound, Plus } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { Role, Token } from "@/api/types";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Input, Select } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { ErrorNotice } from "../common/ErrorNotice";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { ROLES } from "./roles";
import { Section } from "./Section";

const tokensQuery = pagedQuery<Token>(key("tokens"), (cursor) => dataOf(api.GET("/api/v1/tokens", { params: { query: { cursor } } })));
/** How long a token may live, in days; "" is for ever. */
const LIFETIMES = ["30", "90", "365", ""] as const;

function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const make = useMutation({
    mutationFn: (body: { name: string; role: Role; expires_in_days?: number }) => dataOf(api.POST("/api/v1/tokens", { body })),
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: key("tokens") }),
  });
  const errors = fieldErrors(make.error);
  if (make.data) {
    return (
      <div className="flex flex-col gap-5">
        <Notice tone="brass">{t("settings:tokens.once")}</Notice>
        <div className="flex items-center gap-3 rounded-lg bg-sunken py-2 ps-3 pe-2">
          <code dir="ltr" className="min-w-0 flex-1 font-mono text-sm break-all">
            {make.data.token}
          </code>
          <CopyButton text={make.data.token} label={t("common:copy")} copiedLabel={t("common:copied")} />
        </div>
        <div className="flex justify-end">
          <Button tone="primary" onClick={onClose}>
            {t("common:done")}
          </Button>
        </div>
      </div>
    );
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = Number(form.get("days"));
    make.mutate({
      name: String(form.get("name")).trim(),
      role: String(form.get("role")) as Role,
      ...(days > 0 && { expires_in_days: days }),
    });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {make.error && Object.keys(errors).length === 0 && <ErrorNotice error={make.error} />}
      <Field label={t("settings:tokens.name")} hint={t("settings:tokens.nameHint")} error={errors.name}>
        <Input name="name" required maxLength={100} autoFocus autoComplete="off" />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("settings:team.role")} error={errors.role}>
          <Select name="role" defaultValue="agent">
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {t(`common:roles.${role}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("settings:tokens.lifetime")} error={errors.expires_in_days}>
          <Select name="days" defaultValue="365">
            {LIFETIMES.map((days) => (
              <option key={days} value={days}>
                {days ? t("settings:tokens.days", { count: Number(days) }) : t("settings:tokens.forEver")}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <DialogActions>
        <Button type="submit" tone="primary" busy={make.isPending}>
          {t("settings:tokens.make")}
        </Button>
      </DialogActions>
    </form>
  );
}

export default function TokensTab() {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const tokens = useInfiniteQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const revoke = useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: key("tokens") }),
    onError: useToastError(),
  });
  return (
    <Section
      title={t("settings:tabs.tokens")}
      description={t("settings:tokens.lead")}
      action={
        <Button tone="primary" icon={Plus} onClick={() => setMaking(true)}>
          {t("settings:tokens.new")}
        </Button>
      }
    >
      <PagedList
        query={tokens}
        label={t("settings:tabs.tokens")}
        empty={
          <EmptyState icon={KeyRound} title={t("settings:tokens.emptyTitle")}>
            {t("settings:tokens.emptyBody")}
          </EmptyState>
        }
      >
        {(token) => (
          <Row
            key={token.id}
            lead={<Icon of={KeyRound} size={20} className="shrink-0 text-ink-faint" />}
            title={token.name}
            aside={<Badge>{t(`common:roles.${token.role}`)}</Badge>}
            action={
              <Button size="small" onClick={() => setRevoking(token)}>
                {t("settings:tokens.revoke")}
              </Button>
            }
          >
            {t("settings:tokens.used")} {token.last_used_at ? <Time at={token.last_used_at} /> : t("common:never")} ·{" "}
            {t("settings:tokens.expires")} {token.expires_at ? <Time at={token.expires_at} /> : t("common:never")}
          </Row>
        )}
      </PagedList>
      <Dialog open={making} onOpenChange={setMaking} title={t("settings:tokens.new")} closeLabel={t("common:close")}>
        <NewToken onClose={() => setMaking(false)} />
      </Dialog>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={t("settings:tokens.revokeTitle", { name: revoking?.name ?? "" })}
        description={t("settings:tokens.revokeBody")}
        confirmLabel={t("settings:tokens.revoke")}
        cancelLabel={t("common:cancel")}
        onConfirm={() => {
          if (revoking) revoke.mutate(revoking.id);
          setRevoking(null);
        }}
      />
    </Section>
  );
}

// Who may be told how this shop is, and exactly what; and the way to the shops one looks after oneself.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Eye, Plus } from "lucide-react";
import { fieldErrors } from "@/api/errorWords";
import type { FleetToken, MadeFleetToken } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Input } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { useToastError } from "../common/notify";
import { Row, Rows } from "../common/Rows";
import { Time } from "../common/Time";
import { Section } from "../settings/Section";
import { operatorsQuery, previewQuery, useLetIn, useRevoke } from "./queries";
import { Shared } from "./Shared";

/** The text to hand over; while the program knows no address of its own, the one it is looked at from. */
const pairingOf = ({ pairing, has_address }: MadeFleetToken) => (has_address ? pairing : `${location.origin}/#${pairing}`);

function LetIn({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["fleet", "common"]);
  const make = useLetIn();
  const errors = fieldErrors(make.error);
  if (make.data) {
    const text = pairingOf(make.data);
    return (
      <div className="flex flex-col gap-5">
        <Notice tone="brass">{t("fleet:given.once")}</Notice>
        <div className="flex items-center gap-3 rounded-lg bg-sunken py-2 ps-3 pe-2">
          <code dir="ltr" className="min-w-0 flex-1 font-mono text-sm break-all">
            {text}
          </code>
          <CopyButton text={text} label={t("common:copy")} copiedLabel={t("common:copied")} />
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
    make.mutate(String(new FormData(event.currentTarget).get("name")).trim());
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {make.error && Object.keys(errors).length === 0 && <ErrorNotice error={make.error} />}
      <Field label={t("fleet:given.name")} hint={t("fleet:given.nameHint")} error={errors.name} required>
        <Input name="name" required maxLength={100} autoFocus autoComplete="off" />
      </Field>
      <DialogActions>
        <Button type="submit" tone="primary" busy={make.isPending}>
          {t("fleet:given.create")}
        </Button>
      </DialogActions>
    </form>
  );
}

function Operators({ all, onRevoke }: { all: FleetToken[]; onRevoke: (token: FleetToken) => void }) {
  const { t } = useTranslation("fleet");
  if (all.length === 0)
    return (
      <EmptyState icon={Eye} title={t("given.emptyTitle")}>
        {t("given.emptyBody")}
      </EmptyState>
    );
  return (
    <Rows label={t("given.title")}>
      {all.map((token) => (
        <Row
          key={token.id}
          lead={<Icon of={Eye} size={20} className="shrink-0 text-ink-faint" />}
          title={token.name}
          action={
            <Button size="small" onClick={() => onRevoke(token)}>
              {t("given.revoke")}
              <span className="sr-only">: {token.name}</span>
            </Button>
          }
        >
          {t("given.used")} {token.last_used_at ? <Time at={token.last_used_at} /> : t("given.never")}
        </Row>
      ))}
    </Rows>
  );
}

export default function OperatorsTab() {
  const { t } = useTranslation(["fleet", "common"]);
  const operators = useQuery(operatorsQuery);
  const preview = useQuery(previewQuery);
  const revoke = useRevoke();
  const onError = useToastError();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<FleetToken | null>(null);
  return (
    <div className="flex flex-col gap-12">
      <Section
        title={t("fleet:given.title")}
        description={t("fleet:given.lead")}
        action={
          <Button tone="primary" icon={Plus} onClick={() => setMaking(true)}>
            {t("fleet:given.make")}
          </Button>
        }
      >
        <Loaded query={operators}>{(all) => <Operators all={all} onRevoke={setRevoking} />}</Loaded>
        {preview.data && (
          <div className="mt-5">
            <Shared title={t("fleet:given.shared")} report={preview.data} open />
            <p className="mt-2 text-sm text-ink-faint">{t("fleet:given.sharedHint")}</p>
          </div>
        )}
      </Section>
      <Section title={t("fleet:own.title")} description={t("fleet:own.lead")}>
        <Button asChild>
          <Link to="/health/fleet">{t("fleet:own.open")}</Link>
        </Button>
      </Section>
      <Dialog open={making} onOpenChange={setMaking} title={t("fleet:given.make")} closeLabel={t("common:close")}>
        <LetIn onClose={() => setMaking(false)} />
      </Dialog>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={t("fleet:given.revokeTitle", { name: revoking?.name ?? "" })}
        description={t("fleet:given.revokeBody")}
        confirmLabel={t("fleet:given.revoke")}
        cancelLabel={t("common:cancel")}
        onConfirm={() => {
          if (revoking) revoke.mutate(revoking.id, { onError });
          setRevoking(null);
        }}
      />
    </div>
  );
}

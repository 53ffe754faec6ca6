// May this customer be written to first? What they agreed to, with its proof, and the ways to stop: marketing, everything, blocked.
import { useState, type FormEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Ban, BellOff, BellRing, ChevronDown, HandHeart, ShieldCheck } from "lucide-react";
import type { Consent, ConsentSource, Evidence } from "@/api/types";
import { useMay } from "@/api/me";
import { Badge, Notice, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { DropdownMenu, MenuItem, MenuSeparator } from "@/ui/DropdownMenu";
import { Field, Select, Textarea } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { consentQuery, useChangeConsent } from "./queries";

const SOURCES: ConsentSource[] = ["in_person", "website", "form", "whatsapp", "phone", "other"];
const tones: Record<Consent["state"], Tone> = { none: "plain", given: "good", withdrawn: "warn" };
/** The longest wording kept as proof, in characters. */
const MOST_WORDS = 500;

function RecordDialog({ open, onClose, change }: { open: boolean; onClose: () => void; change: ReturnType<typeof useChangeConsent> }) {
  const { t } = useTranslation(["consent", "common"]);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate(
      { kind: "record", source: form.get("source") as ConsentSource, words: String(form.get("words")).trim() },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t("consent:recordTitle")}
      description={t("consent:recordLead")}
      closeLabel={t("common:close")}
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-5">
        <Field label={t("consent:how")}>
          <Select name="source" required>
            {SOURCES.map((source) => (
              <option key={source} value={source}>
                {t(`consent:sources.${source}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("consent:words")} hint={t("consent:wordsHint")}>
          <Textarea name="words" dir="auto" required rows={3} maxLength={MOST_WORDS} placeholder={t("consent:wordsExample")} />
        </Field>
        <DialogActions>
          <Button tone="quiet" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" tone="primary" busy={change.isPending}>
            {t("common:save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Proof({ evidence }: { evidence: Evidence[] }) {
  const { t } = useTranslation("consent");
  if (evidence.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-col gap-2">
      {evidence.map((item) => (
        <li key={item.id} className="rounded-lg bg-sunken px-3 py-2 text-sm dark:bg-raised">
          <p dir="auto" className="[overflow-wrap:anywhere]">
            <q>{item.words}</q>
          </p>
          <p className="mt-0.5 text-ink-faint">
            {t(`sources.${item.source}`)}
            {item.by && ` · ${item.by.name}`} · <Time at={item.at} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function Stopped({ consent }: { consent: Consent }) {
  const { t } = useTranslation("consent");
  if (consent.blocked)
    return (
      <Notice tone="bad" title={t("blocked")}>
        {t("blockedMeans")}
      </Notice>
    );
  if (!consent.suppressed) return null;
  return (
    <Notice tone="warn" title={t(`scopes.${consent.suppressed.scope}`)}>
      <span className="text-sm">
        {t(`reasons.${consent.suppressed.reason}`)} · <Time at={consent.suppressed.at} />
      </span>
    </Notice>
  );
}

function Menu({ consent, change, onBlock }: { consent: Consent; change: ReturnType<typeof useChangeConsent>; onBlock: () => void }) {
  const { t } = useTranslation("consent");
  return (
    <DropdownMenu
      trigger={
        <Button size="small" busy={change.isPending}>
          <span className="inline-flex items-center gap-1.5">
            {t("change")}
            <Icon of={ChevronDown} size={14} />
          </span>
        </Button>
      }
    >
      {consent.state === "given" && (
        <MenuItem icon={HandHeart} onSelect={() => change.mutate({ kind: "withdraw" })}>
          {t("withdraw")}
        </MenuItem>
      )}
      {consent.suppressed ? (
        <MenuItem icon={BellRing} onSelect={() => change.mutate({ kind: "lift" })}>
          {t("lift")}
        </MenuItem>
      ) : (
        <>
          <MenuItem icon={BellOff} onSelect={() => change.mutate({ kind: "suppress", scope: "marketing" })}>
            {t("suppress.marketing")}
          </MenuItem>
          <MenuItem icon={BellOff} onSelect={() => change.mutate({ kind: "suppress", scope: "everything" })}>
            {t("suppress.everything")}
          </MenuItem>
        </>
      )}
      <MenuSeparator />
      {consent.blocked ? (
        <MenuItem icon={ShieldCheck} onSelect={() => change.mutate({ kind: "unblock" })}>
          {t("unblock")}
        </MenuItem>
      ) : (
        <MenuItem icon={Ban} dangerous onSelect={onBlock}>
          {t("block")}
        </MenuItem>
      )}
    </DropdownMenu>
  );
}

function Shown({ consent, contact }: { consent: Consent; contact: string }) {
  const { t } = useTranslation(["consent", "common"]);
  const [recording, setRecording] = useState(false);
  const [blocking, setBlocking] = useState(false);
  const manages = useMay("manage_conversations");
  const change = useChangeConsent(contact);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Badge tone={tones[consent.state]}>{t(`consent:states.${consent.state}`)}</Badge>
        {manages && <Menu consent={consent} change={change} onBlock={() => setBlocking(true)} />}
      </div>
      <Stopped consent={consent} />
      {!consent.suppressed && !consent.blocked && (
        <p className="text-sm text-pretty text-ink-soft">{t(`consent:meaning.${consent.state}`)}</p>
      )}
      <Proof evidence={consent.evidence} />
      {manages && consent.state !== "given" && (
        <div>
          <Button size="small" icon={HandHeart} onClick={() => setRecording(true)}>
            {t("consent:record")}
          </Button>
        </div>
      )}
      <RecordDialog open={recording} onClose={() => setRecording(false)} change={change} />
      <ConfirmDialog
        open={blocking}
        onOpenChange={setBlocking}
        title={t("consent:blockTitle")}
        description={t("consent:blockBody")}
        confirmLabel={t("consent:block")}
        cancelLabel={t("common:cancel")}
        busy={change.isPending}
        onConfirm={() => change.mutate({ kind: "block" }, { onSettled: () => setBlocking(false) })}
      />
    </>
  );
}

export function ConsentPanel({ contact }: { contact: string }) {
  const { t } = useTranslation("consent");
  const consent = useQuery(consentQuery(contact));
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3 border-t border-line pt-5">
      <h3 className="text-sm text-ink-faint">{t("title")}</h3>
      <Loaded query={consent}>{(data) => <Shown consent={data} contact={contact} />}</Loaded>
    </section>
  );
}

// The message of a signal, changed by a person. It stays open whatever happens to its card, so that nothing typed is lost.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useErrorWords } from "@/api/errorWords";
import type { Signal } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field, Input, Textarea } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { signalQuery, useApprove, useSaveDraft } from "./queries";
import { useSentWords } from "./sentWords";
import { useLease } from "./useLease";

/** Characters of a draft, as the server counts them. */
export const DRAFT_LIMIT = 1_000;
/** From here on it is said how many are left. */
const NEARLY = 150;

const lengthOf = (text: string) => [...text].length;

/** What of a refusal ends the matter: there is nothing left to edit. */
const OVER = ["signal_sent", "signal_dismissed", "signal_resolved"];

function Refusal({ error, description }: { error: unknown; description?: string }) {
  const words = useErrorWords()(error);
  return (
    <Notice tone="warn" role="alert" title={words.title}>
      {description ?? words.description}
    </Notice>
  );
}

/** Somebody else's words came in between: they are shown, and taken or written over on purpose. */
function Theirs({ signal, onTake }: { signal: Signal; onTake: () => void }) {
  const { t } = useTranslation("health");
  return (
    <Notice tone="warn" role="alert" title={t("editor.changed")} action={<Button onClick={onTake}>{t("editor.takeTheirs")}</Button>}>
      <p dir="auto" lang={signal.draft?.language ?? undefined} className="whitespace-pre-wrap text-ink [overflow-wrap:anywhere]">
        {signal.draft?.text}
      </p>
      <p className="mt-2 text-sm">{t("editor.changedThen")}</p>
    </Notice>
  );
}

function useDraft(signal: Signal) {
  const [text, setText] = useState(signal.draft?.text ?? "");
  const [variables, setVariables] = useState(signal.draft?.variables ?? {});
  /** The version these words were made from. */
  const [base, setBase] = useState(signal.draft?.version ?? 0);
  const [changed, setChanged] = useState(false);
  const take = (from: Signal) => {
    setText(from.draft?.text ?? "");
    setVariables(from.draft?.variables ?? {});
    setBase(from.draft?.version ?? 0);
    setChanged(false);
  };
  const touch =
    <V,>(set: (value: V) => void) =>
    (value: V) => {
      set(value);
      setChanged(true);
    };
  return { text, setText: touch(setText), variables, setVariables: touch(setVariables), base, changed, take };
}

export function EditDialog({ signal: opened, onClose, onGone }: { signal: Signal; onClose: () => void; onGone: () => void }) {
  const { t } = useTranslation(["health", "common"]);
  const signal = useQuery({ ...signalQuery(opened.id), initialData: opened }).data;
  const draft = useDraft(opened);
  const [missing, setMissing] = useState(false);
  const lease = useLease(opened.id);
  const save = useSaveDraft(opened.id);
  const approve = useApprove(opened.id);
  const { tellSent } = useSentWords();
  const refusal = approve.error ?? save.error;
  const isOver = [lease, refusal].some((error) => error instanceof ApiError && OVER.includes(error.code));
  const version = signal.draft?.version ?? 0;
  const isBehind = version > draft.base && signal.draft?.text !== draft.text && !save.isPending && !approve.isPending;
  const left = DRAFT_LIMIT - lengthOf(draft.text);
  const name = opened.contact?.name;

  async function keep(): Promise<number | null> {
    if (draft.text.trim() === "" || left < 0) {
      setMissing(true);
      return null;
    }
    const { text, variables } = draft;
    if (!draft.changed && !isBehind) return draft.base;
    // What somebody else wrote is on the screen by now: saving again is meant.
    const saved = await save
      .mutateAsync({
        text,
        variables,
        template_id: signal.draft?.template_id ?? null,
        version: Math.max(draft.base, isBehind ? version : 0),
      })
      .catch(() => null);
    if (saved) draft.take(saved);
    return saved?.draft?.version ?? null;
  }

  async function saveOnly() {
    if ((await keep()) === null) return;
    toast({ title: t("health:editor.saved"), tone: "good" });
    onClose();
  }

  async function saveAndSend() {
    const saved = await keep();
    if (saved === null) return;
    approve.mutate(saved, {
      onSuccess: (sent) => {
        tellSent(sent);
        onGone();
        onClose();
      },
    });
  }

  const error =
    missing && (left < 0 ? t("health:editor.tooLong", { most: DRAFT_LIMIT }) : draft.text.trim() === "" && t("health:editor.empty"));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("health:editor.title")}
      description={name ? t("health:editor.body", { name }) : t("health:editor.bodyNobody")}
      closeLabel={t("common:close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button busy={save.isPending} disabled={isOver} onClick={() => void saveOnly()}>
            {t("health:editor.save")}
          </Button>
          <Button tone="primary" busy={approve.isPending} disabled={isOver || save.isPending} onClick={() => void saveAndSend()}>
            {t("health:editor.saveAndSend")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {Boolean(lease) && <Refusal error={lease} {...(!isOver && { description: t("health:editor.leaseLost") })} />}
        {isBehind && !isOver ? (
          <Theirs signal={signal} onTake={() => draft.take(signal)} />
        ) : (
          Boolean(refusal) && <Refusal error={refusal} />
        )}
        <Field
          label={t("health:editor.text")}
          error={error || undefined}
          aside={left <= NEARLY ? t("health:editor.left", { count: Math.max(0, left) }) : undefined}
        >
          <Textarea
            dir="auto"
            lang={opened.draft?.language ?? undefined}
            rows={7}
            autoFocus
            value={draft.text}
            onChange={(event) => draft.setText(event.target.value)}
          />
        </Field>
        {Object.keys(draft.variables).length > 0 && (
          <fieldset>
            <legend className="font-medium">{t("health:editor.variables")}</legend>
            <p className="mb-3 text-sm text-ink-faint">{t("health:editor.variablesHint")}</p>
            <div className="flex flex-col gap-3">
              {Object.entries(draft.variables).map(([variable, value]) => (
                <Field key={variable} label={<bdi>{variable}</bdi>}>
                  <Input
                    dir="auto"
                    value={value}
                    onChange={(event) => draft.setVariables({ ...draft.variables, [variable]: event.target.value })}
                  />
                </Field>
              ))}
            </div>
          </fieldset>
        )}
      </div>
    </Dialog>
  );
}

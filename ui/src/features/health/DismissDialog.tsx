// Why a signal is not followed: asked each time, because the answers tell how good a detector is.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DismissReason, Signal } from "@/api/types";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Field, Textarea } from "@/ui/Field";
import { useToastError } from "../common/notify";
import { detectorName } from "./evidence";
import { useDismiss } from "./queries";
import { useTellWithUndo } from "./sentWords";

const REASONS = ["wrong", "already_handled", "not_now", "other"] as const satisfies DismissReason[];
/** Characters of a note. */
const NOTE_LIMIT = 500;

export function DismissDialog({ signal, onClose, onGone }: { signal: Signal; onClose: () => void; onGone: () => void }) {
  const { t } = useTranslation(["health", "common"]);
  const [reason, setReason] = useState<DismissReason | "">("");
  const [note, setNote] = useState("");
  const dismiss = useDismiss(signal.id);
  const toastError = useToastError();
  const tell = useTellWithUndo();
  const about = [detectorName(signal.detector, signal.detector_title), signal.contact?.name].filter(Boolean).join(" · ");
  function submit() {
    if (!reason) return;
    dismiss.mutate(
      { reason, note },
      {
        onSuccess: () => {
          tell(signal.id, t("health:deeds.dismissed"));
          onGone();
        },
        onError: toastError,
        onSettled: onClose,
      },
    );
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("health:dismiss.title")}
      description={
        <>
          <span className="block font-medium text-ink">
            <bdi>{about}</bdi>
          </span>
          {t(signal.scope === "customers" ? "health:dismiss.body" : "health:dismiss.bodyTrouble")}
        </>
      }
      closeLabel={t("common:close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button tone="primary" disabled={!reason} busy={dismiss.isPending} onClick={submit}>
            {t("health:dismiss.submit")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Choice
          label={t("health:dismiss.reason")}
          value={reason}
          onChange={setReason}
          options={REASONS.map((value) => ({
            value,
            label: t(`health:dismiss.reasons.${value}`),
            description: t(`health:dismiss.hints.${value}`),
          }))}
        />
        <Field label={t("health:dismiss.note")} aside={t("common:optional")}>
          <Textarea dir="auto" rows={2} maxLength={NOTE_LIMIT} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}

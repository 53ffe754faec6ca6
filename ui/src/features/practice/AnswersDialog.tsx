// A form as a shop might send it, filled in by the customer.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field, Input } from "@/ui/Field";
import type { Saying } from "./sayings";

const FIELDS = ["day", "people", "wish"] as const;

interface AnswersDialogProps {
  onSend: (saying: Saying) => void;
  onClose: () => void;
}

export function AnswersDialog({ onSend, onClose }: AnswersDialogProps) {
  const { t } = useTranslation(["practice", "common"]);
  const [values, setValues] = useState<Partial<Record<(typeof FIELDS)[number], string>>>({});
  const answers = FIELDS.flatMap((field) => {
    const value = values[field]?.trim();
    return value ? [{ name: t(`practice:form.${field}`), value }] : [];
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form inside the phone's own form must not send that one too.
    event.stopPropagation();
    if (answers.length === 0) return;
    onSend({ kind: "form", answers });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("practice:form.title")}
      description={t("practice:form.body")}
      closeLabel={t("common:close")}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {FIELDS.map((field) => (
          <Field key={field} label={t(`practice:form.${field}`)}>
            <Input
              value={values[field] ?? ""}
              maxLength={200}
              onChange={(event) => setValues({ ...values, [field]: event.target.value })}
            />
          </Field>
        ))}
        <Button type="submit" tone="primary" disabled={answers.length === 0} className="self-end">
          {t("practice:sendIt")}
        </Button>
      </form>
    </Dialog>
  );
}

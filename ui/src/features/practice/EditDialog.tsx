// Other words for a message the customer sent before.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field, Textarea } from "@/ui/Field";
import type { PhoneLine } from "./queries";
import type { Saying } from "./sayings";

interface EditDialogProps {
  line: PhoneLine;
  onSend: (saying: Saying) => void;
  onClose: () => void;
}

export function EditDialog({ line, onSend, onClose }: EditDialogProps) {
  const { t } = useTranslation(["practice", "common"]);
  const [text, setText] = useState(line.text);
  const changed = text.trim() !== "" && text.trim() !== line.text;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!changed) return;
    onSend({ kind: "edit", message_id: line.id, text: text.trim() });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("practice:line.edit")}
      description={t("practice:line.editBody")}
      closeLabel={t("common:close")}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("practice:line.words")} hideLabel>
          <Textarea autoFocus value={text} rows={3} maxLength={4096} onChange={(event) => setText(event.target.value)} />
        </Field>
        <Button type="submit" tone="primary" disabled={!changed} className="self-end">
          {t("practice:sendIt")}
        </Button>
      </form>
    </Dialog>
  );
}

// Makes a message that is more than text: fields on one side, what the customer will see on the other.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Send } from "lucide-react";
import { ApiError } from "@/api/client";
import type { Limits, Outgoing, OutgoingOf } from "@/api/messageTypes";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { MessageBody } from "@/features/messages/MessageBody";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toFirstFault } from "@/ui/firstFault";
import { ButtonsForm, LinkForm, ListForm } from "./ChoiceForms";
import { faultsOf, type Fault } from "./faults";
import { ContactForm, PlaceForm, ProductForm, RequestForm } from "./PlainForms";
import { formOf, tidied, type FormProps, type Formed } from "./types";

function Fields(props: FormProps<Formed>) {
  const { value } = props;
  switch (value.kind) {
    case "location":
      return <PlaceForm {...(props as FormProps<OutgoingOf<"location">>)} />;
    case "contacts":
      return <ContactForm {...(props as FormProps<OutgoingOf<"contacts">>)} />;
    case "buttons":
      return <ButtonsForm {...(props as FormProps<OutgoingOf<"buttons">>)} />;
    case "list":
      return <ListForm {...(props as FormProps<OutgoingOf<"list">>)} />;
    case "link":
      return <LinkForm {...(props as FormProps<OutgoingOf<"link">>)} />;
    case "location_request":
    case "contact_request":
      return <RequestForm {...(props as FormProps<OutgoingOf<"location_request" | "contact_request">>)} />;
    case "product":
    case "products":
    case "catalog":
      return <ProductForm {...(props as FormProps<OutgoingOf<"product" | "products" | "catalog">>)} />;
  }
}

const lineKind = (kind: Outgoing["kind"]) => (kind === "location" || kind === "contacts" ? kind : "interactive");

function Preview({ value }: { value: Formed }) {
  const { t } = useTranslation("inbox");
  return (
    <section aria-label={t("forms.preview")} className="rounded-xl bg-sunken p-4">
      <p className="mb-2 text-sm text-ink-faint dark:text-ink-soft">{t("forms.preview")}</p>
      <div className="ms-auto w-fit max-w-full rounded-2xl rounded-ee-md bg-ink px-3.5 py-2.5 text-on-ink">
        <MessageBody
          message={{ id: "preview", kind: lineKind(value.kind), text: "text" in value ? (value.text ?? "") : "", content: value }}
        />
      </div>
    </section>
  );
}

interface FormDialogProps {
  start: Formed;
  limits: Limits;
  /** Resolves when it is on its way; a refusal is thrown. */
  onSend: (outgoing: Outgoing) => Promise<void>;
  onClose: () => void;
}

export default function FormDialog({ start, limits, onSend, onClose }: FormDialogProps) {
  const { t } = useTranslation(["inbox", "common"]);
  const [value, setValue] = useState<Formed>(start);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const faults = faultsOf(value, limits);
  const told = error instanceof ApiError ? error.fields : {};
  const words = (fault: Fault) => t(`inbox:faults.${fault.code}`, { count: fault.code === "long" ? fault.over : 0 });
  const fault = (path: string) => {
    const found = faults[path];
    if (found && (tried || found.code === "long" || found.code === "twice")) return words(found);
    return told[path];
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return toFirstFault(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await onSend(tidied(value));
      onClose();
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  const change = (next: Formed) => {
    setValue(next);
    setError(null);
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t(`inbox:forms.title.${formOf(value) ?? "buttons"}`)}
      closeLabel={t("common:close")}
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-6 pb-1 md:grid-cols-[1fr_minmax(0,20rem)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Fields value={value} onChange={change} limits={limits} fault={fault} />
          {error !== null && Object.keys(told).every((path) => fault(path) === undefined) && <ErrorNotice error={error} />}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Preview value={value} />
          {tried && Object.keys(faults).length > 0 && (
            <p role="status" className="text-sm text-bad">
              {t("inbox:faults.some", { count: Object.keys(faults).length })}
            </p>
          )}
          <Button type="submit" tone="primary" icon={Send} busy={busy} className="self-end">
            {t("inbox:compose.send")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

// Who the customer is and how the conversation is kept: a column beside the thread, a sheet on narrow screens.
import { useState, type ReactNode } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Pencil } from "lucide-react";
import { contactName } from "@/api/contactName";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import type { ConversationDetail } from "@/api/types";
import { useToastError } from "@/features/common/notify";
import { ConsentPanel } from "@/features/consent/ConsentPanel";
import { FactsPanel } from "@/features/memory/FactsPanel";
import { PersonalData } from "@/features/privacy/PersonalData";
import { CustomerOrders } from "@/features/orders/CustomerOrders";
import { exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { formatPhone } from "@/lib/phone";
import { languageTitle } from "@/lib/languages";
import { Avatar } from "@/ui/Avatar";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Field, Input } from "@/ui/Field";
import { LabelChip } from "../list/LabelChip";
import { WindowBadge } from "../list/WindowBadge";
import { AssignMenu } from "./AssignMenu";
import { LabelMenu } from "./LabelMenu";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line/70 py-1.5 last:border-0">
      <dt className="shrink-0 text-sm text-ink-faint">{name}</dt>
      <dd className="ms-auto flex min-w-0 items-center gap-1 text-end">{children}</dd>
    </div>
  );
}

function NameForm({ conversation, onDone }: { conversation: ConversationDetail; onDone: () => void }) {
  const { t } = useTranslation(["inbox", "common"]);
  const client = useQueryClient();
  const toastError = useToastError();
  const [name, setName] = useState(conversation.contact.name ?? "");
  const rename = useMutation({
    mutationFn: () =>
      dataOf(api.PATCH("/api/v1/contacts/{id}", { params: { path: { id: conversation.contact.id } }, body: { name: name.trim() } })),
    onSuccess: onDone,
    onError: toastError,
    onSettled: () =>
      Promise.all(
        [key("conversation"), key("conversations"), key("messages", conversation.id)].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
  return (
    <form
      className="flex w-full flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <Field label={t("inbox:customer.name")} hint={t("inbox:customer.nameHint")}>
        <Input value={name} maxLength={120} autoFocus onChange={(event) => setName(event.target.value)} />
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="small" tone="quiet" onClick={onDone}>
          {t("common:cancel")}
        </Button>
        <Button size="small" tone="primary" type="submit" busy={rename.isPending}>
          {t("common:save")}
        </Button>
      </div>
    </form>
  );
}

export function CustomerDetails({ conversation }: { conversation: ConversationDetail }) {
  const { t, i18n } = useTranslation(["inbox", "common"]);
  const now = useNow();
  const [renaming, setRenaming] = useState(false);
  const manages = useMay("manage_conversations");
  const { contact, labels, assignee } = conversation;
  const name = contactName(conversation);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col items-center gap-2 text-center">
        <Avatar name={name} size="large" />
        {renaming ? (
          <NameForm conversation={conversation} onDone={() => setRenaming(false)} />
        ) : (
          <div className="flex items-center gap-1">
            <p className="font-serif text-xl font-medium [overflow-wrap:anywhere]">{name}</p>
            {manages && <IconButton icon={Pencil} label={t("inbox:customer.rename")} size="small" onClick={() => setRenaming(true)} />}
          </div>
        )}
      </div>
      <dl>
        {contact.phone && (
          <Fact name={t("inbox:customer.phone")}>
            <bdi>{formatPhone(contact.phone)}</bdi>
            <CopyButton iconOnly text={contact.phone} label={t("common:copy")} copiedLabel={t("common:copied")} />
          </Fact>
        )}
        {contact.username && <Fact name={t("inbox:customer.username")}>@{contact.username}</Fact>}
        {contact.language && <Fact name={t("inbox:customer.language")}>{languageTitle(contact.language, i18n.language)}</Fact>}
        <Fact name={t("inbox:assign.assignee")}>
          <span className="truncate">{assignee?.name ?? t("inbox:assign.nobody")}</span>
          {manages && (
            <span className="sm:hidden">
              <AssignMenu conversation={conversation} />
            </span>
          )}
        </Fact>
        <Fact name={t("inbox:labels.title")}>
          <span className="flex flex-wrap justify-end gap-1">
            {labels.length === 0
              ? t("inbox:labels.none")
              : labels.map((label) => <LabelChip key={label.id} name={label.name} color={label.color} />)}
          </span>
          {manages && (
            <span className="sm:hidden">
              <LabelMenu conversation={conversation} />
            </span>
          )}
        </Fact>
        <Fact name={t("inbox:window.title")}>
          {conversation.window_expires_at ? <WindowBadge expires={conversation.window_expires_at} always /> : t("inbox:window.none")}
        </Fact>
        {conversation.free_until && new Date(conversation.free_until) > now && (
          <Fact name={t("inbox:window.freeTitle")}>
            <span title={t("inbox:window.freeHint")}>{exactTime(conversation.free_until, i18n.language)}</span>
          </Fact>
        )}
        {conversation.snooze_until && <Fact name={t("inbox:snooze.until")}>{exactTime(conversation.snooze_until, i18n.language)}</Fact>}
      </dl>
      <CustomerOrders contact={{ id: contact.id, name }} conversation={conversation.id} />
      <FactsPanel contact={contact.id} />
      <ConsentPanel contact={contact.id} />
      <PersonalData contact={contact.id} name={name} />
      {conversation.practice && <p className="rounded-xl bg-sunken p-3.5 text-sm text-ink-soft">{t("inbox:customer.practice")}</p>}
    </div>
  );
}

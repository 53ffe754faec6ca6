// Above a thread: who it is with, and what can be done with the whole conversation.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft, CircleCheck, PanelRight, RotateCcw } from "lucide-react";
import { contactName } from "@/api/contactName";
import { useMay } from "@/api/me";
import type { ConversationDetail } from "@/api/types";
import { formatPhone } from "@/lib/phone";
import { useShortcut } from "@/lib/shortcuts";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/Toast";
import { useChangeConversation } from "../changes";
import { WindowBadge } from "../list/WindowBadge";
import { useInboxPlace, useInboxSteps } from "../place";
import { AssignMenu } from "./AssignMenu";
import { LabelMenu } from "./LabelMenu";
import { SnoozeMenu } from "./SnoozeMenu";
import { FreeBadge } from "./FreeBadge";

function Identity({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation("inbox");
  const { contact } = conversation;
  const name = contactName(conversation);
  const more = contact.phone ? formatPhone(contact.phone) : contact.username ? `@${contact.username}` : null;
  return (
    <div className="min-w-0 flex-1">
      <h2 className="truncate leading-tight font-semibold">
        <bdi>{name}</bdi>
      </h2>
      <div className="mt-0.5 flex min-w-0 items-center gap-2 overflow-hidden text-sm text-ink-faint">
        {more && more !== name && <bdi className="truncate max-sm:hidden">{more}</bdi>}
        {conversation.practice && <Badge className="!h-5 !px-1.5 !text-xs">{t("row.practice")}</Badge>}
        <WindowBadge expires={conversation.window_expires_at} always />
        <FreeBadge until={conversation.free_until} />
      </div>
    </div>
  );
}

/** Done, or open again. Done moves on to the list. */
function DoneButton({ conversation, onGone }: { conversation: ConversationDetail; onGone: () => void }) {
  const { t } = useTranslation(["inbox", "common"]);
  const change = useChangeConversation();
  const { id, status } = conversation;
  const isDone = status === "done";
  const reopen = () => change.mutate({ id, change: { status: "open" }, looks: { status: "open", snooze_until: null } });
  const finish = () => {
    change.mutate({ id, change: { status: "done" }, looks: { status: "done", needs_person: null } });
    toast({ title: t("inbox:done.done"), action: { label: t("common:undo"), run: reopen } });
    onGone();
  };
  useShortcut({
    keys: "e",
    label: isDone ? t("inbox:done.reopen") : t("inbox:done.title"),
    group: t("inbox:keys.group"),
    run: isDone ? reopen : finish,
  });
  return (
    <IconButton
      icon={isDone ? RotateCcw : CircleCheck}
      label={isDone ? t("inbox:done.reopen") : t("inbox:done.title")}
      onClick={isDone ? reopen : finish}
    />
  );
}

interface ThreadHeaderProps {
  conversation: ConversationDetail;
  panelOpen: boolean;
  onPanel: () => void;
  onGone: () => void;
}

export function ThreadHeader({ conversation, panelOpen, onPanel, onGone }: ThreadHeaderProps) {
  const { t } = useTranslation(["inbox", "common"]);
  const { queue } = useInboxPlace();
  const { kept } = useInboxSteps();
  const manages = useMay("manage_conversations");
  return (
    <header className="flex min-h-16 shrink-0 items-center gap-1 border-b border-line px-2 py-2 sm:px-4">
      <Link
        to="/inbox/$queue"
        params={{ queue: queue ?? "all" }}
        search={kept}
        aria-label={t("inbox:backToList")}
        className="grid size-10 shrink-0 place-items-center rounded-lg pointer-coarse:size-11 text-ink-soft hover:bg-sunken hover:text-ink lg:hidden rtl:-scale-x-100 dark:hover:bg-raised"
      >
        <Icon of={ArrowLeft} size={20} />
      </Link>
      <Identity conversation={conversation} />
      {manages && (
        <>
          <span className="contents max-sm:[&>*]:hidden">
            <AssignMenu conversation={conversation} />
            <LabelMenu conversation={conversation} />
          </span>
          <SnoozeMenu conversation={conversation} onGone={onGone} />
          <DoneButton conversation={conversation} onGone={onGone} />
        </>
      )}
      <IconButton
        icon={PanelRight}
        label={t("inbox:customer.panel")}
        aria-pressed={panelOpen}
        onClick={onPanel}
        className="aria-pressed:text-brass rtl:-scale-x-100"
      />
    </header>
  );
}

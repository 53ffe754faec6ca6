// One message on the phone, as the customer sees it: the shop's buttons can be pressed, every message answered or reacted to.
import { useTranslation } from "react-i18next";
import { useState } from "react";
import { Check, CheckCheck, CircleAlert, Clock, CornerUpLeft, Ellipsis, Pencil, RefreshCw, Trash2, type LucideIcon } from "lucide-react";
import type { MessageState } from "@/api/types";
import { QUICK } from "@/features/inbox/compose/quickEmoji";
import { MessageBody } from "@/features/messages/MessageBody";
import type { Press } from "@/features/messages/parts/Interactive";
import { classes } from "@/lib/classes";
import { clockTime, exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { formatPhone } from "@/lib/phone";
import { IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem, MenuRow, MenuSeparator } from "@/ui/DropdownMenu";
import { Icon } from "@/ui/Icon";
import { drawableOf } from "./graph";
import type { PhoneLine } from "./queries";
import { changesOf } from "./sayings";

const TICKS: Partial<Record<MessageState, { icon: LucideIcon; tone: string }>> = {
  queued: { icon: Clock, tone: "" },
  sent: { icon: Check, tone: "" },
  delivered: { icon: CheckCheck, tone: "" },
  read: { icon: CheckCheck, tone: "text-brass" },
  failed: { icon: CircleAlert, tone: "text-bad" },
};

function Tick({ state }: { state: MessageState }) {
  const { t } = useTranslation("inbox");
  const tick = TICKS[state];
  if (!tick || state === "received") return null;
  return (
    <span title={t(`states.${state}`)} className={tick.tone}>
      <Icon of={tick.icon} size={14} />
      <span className="sr-only">{t(`states.${state}`)}</span>
    </span>
  );
}

export interface LineActions {
  onPress: (line: PhoneLine, press: Press) => void;
  onReact: (line: PhoneLine, emoji: string) => void;
  onAnswer: (line: PhoneLine) => void;
  onEdit: (line: PhoneLine) => void;
  onRevoke: (line: PhoneLine) => void;
}

interface LineMenuProps {
  line: PhoneLine;
  actions: LineActions;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function LineMenu({ line, actions, open, onOpenChange }: LineMenuProps) {
  const { t } = useTranslation(["inbox", "practice"]);
  const own = line.from === "customer";
  const may = changesOf(line, useNow().getTime());
  return (
    <DropdownMenu
      open={open}
      onOpenChange={onOpenChange}
      align={own ? "end" : "start"}
      trigger={
        <IconButton
          icon={Ellipsis}
          label={t("inbox:bubble.menu")}
          size="small"
          className="-mx-1 opacity-0 group-hover/line:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100"
        />
      }
    >
      <MenuRow
        items={QUICK.map((emoji) => ({
          label: t("inbox:bubble.reactWith", { emoji }),
          show: emoji,
          onSelect: () => actions.onReact(line, emoji),
        }))}
      />
      <MenuSeparator />
      <MenuItem icon={CornerUpLeft} onSelect={() => actions.onAnswer(line)}>
        {t("inbox:bubble.quote")}
      </MenuItem>
      {may.edit && (
        <MenuItem icon={Pencil} onSelect={() => actions.onEdit(line)}>
          {t("practice:line.edit")}
        </MenuItem>
      )}
      {may.revoke && (
        <MenuItem icon={Trash2} dangerous onSelect={() => actions.onRevoke(line)}>
          {t("practice:line.revoke")}
        </MenuItem>
      )}
    </DropdownMenu>
  );
}

interface PhoneBubbleProps {
  line: PhoneLine;
  quoted: PhoneLine | undefined;
  actions: LineActions;
}

/** What WhatsApp itself says between the messages. */
function Notice({ line }: { line: PhoneLine }) {
  const { t } = useTranslation("practice");
  return (
    <li className="flex justify-center py-1">
      <p className="flex items-center gap-1.5 rounded-full bg-surface px-3 py-1 text-center text-xs text-ink-soft ring-1 ring-line dark:bg-raised">
        <Icon of={RefreshCw} size={13} className="shrink-0" />
        {line.text ? t("line.number", { phone: formatPhone(line.text) }) : t("line.hiddenNumber")}
      </p>
    </li>
  );
}

export function PhoneBubble({ line, quoted, actions }: PhoneBubbleProps) {
  const { t, i18n } = useTranslation(["practice", "messages"]);
  const [menu, setMenu] = useState(false);
  const own = line.from === "customer";
  const pending = line.id.startsWith("pending-");
  const gone = pending || line.revoked === true;
  if (line.kind === "system") return <Notice line={line} />;
  return (
    <li className={classes("group/line flex flex-col", own ? "items-end" : "items-start")}>
      <div className={classes("flex max-w-[92%] items-center", own && "flex-row-reverse")}>
        <article
          onContextMenu={(event) => {
            if (gone) return;
            event.preventDefault();
            setMenu(true);
          }}
          title={exactTime(line.at, i18n.language)}
          className={classes(
            "min-w-0 rounded-2xl px-3.5 py-2",
            own ? "rounded-ee-md bg-brass-tint ring-1 ring-brass-line" : "rounded-es-md bg-surface ring-1 ring-line dark:bg-raised",
          )}
        >
          <span className="sr-only">{own ? t("practice:you") : t("practice:shop")}: </span>
          {quoted && (
            <p dir="auto" className="mb-1.5 line-clamp-2 text-start border-s-2 border-current/40 ps-2 text-sm opacity-80">
              {quoted.text || t("messages:other.quotedFile")}
            </p>
          )}
          <MessageBody message={drawableOf(line)} onPress={own ? undefined : (press) => actions.onPress(line, press)} />
          <footer className="mt-0.5 flex items-center justify-end gap-1 text-xs text-ink-faint dark:text-ink-soft">
            {line.edited && <span>{t("practice:line.edited")}</span>}
            <time dateTime={line.at}>{clockTime(line.at, i18n.language)}</time>
            {own && line.state && <Tick state={line.state} />}
          </footer>
        </article>
        {!gone && <LineMenu line={line} actions={actions} open={menu} onOpenChange={setMenu} />}
      </div>
      {line.reactions.length > 0 && (
        <ul className="-mt-2 flex gap-1 px-2">
          {line.reactions.map(({ emoji }, index) => (
            <li
              key={index}
              className="grid h-6 min-w-7 place-items-center rounded-full bg-surface px-1.5 text-sm ring-1 ring-line dark:bg-raised"
            >
              {emoji}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

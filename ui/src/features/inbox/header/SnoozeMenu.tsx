// Puts a conversation aside until later; it comes back by itself, or at once when the customer writes.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AlarmClock, CalendarClock, CalendarDays, MoonStar, Sunrise } from "lucide-react";
import type { ConversationDetail } from "@/api/types";
import { shopQuery } from "@/features/shop/queries";
import { exactTime, weekdayName } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { useShortcut } from "@/lib/shortcuts";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/DropdownMenu";
import { Field, Input } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { useChangeConversation } from "../changes";
import { fieldValue, snoozeChoices, snoozeTime } from "../thread/snoozeTimes";

const ICONS = { later: MoonStar, tomorrow: Sunrise, monday: CalendarDays, week: CalendarClock };

function PickTime({ open, onOpenChange, onPick }: { open: boolean; onOpenChange: (open: boolean) => void; onPick: (when: Date) => void }) {
  const { t } = useTranslation(["inbox", "common"]);
  const now = useNow();
  const [value, setValue] = useState(() => fieldValue(snoozeTime("tomorrow", now)));
  const when = new Date(value);
  const valid = when.getTime() > now.getTime();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("inbox:snooze.pick")}
      closeLabel={t("common:close")}
      footer={
        <Button tone="primary" disabled={!valid} onClick={() => onPick(when)}>
          {t("inbox:snooze.title")}
        </Button>
      }
    >
      <Field label={t("inbox:snooze.until")} error={valid ? undefined : t("inbox:snooze.past")}>
        <Input type="datetime-local" value={value} min={fieldValue(now)} onChange={(event) => setValue(event.target.value)} />
      </Field>
    </Dialog>
  );
}

export function SnoozeMenu({ conversation, onGone }: { conversation: ConversationDetail; onGone: () => void }) {
  const { t, i18n } = useTranslation(["inbox", "common"]);
  const [open, setOpen] = useState(false);
  const [picking, setPicking] = useState(false);
  const now = useNow();
  const shop = useQuery(shopQuery).data;
  const change = useChangeConversation();
  const { id } = conversation;
  const wake = () => change.mutate({ id, change: { status: "open" }, looks: { status: "open", snooze_until: null } });
  const snooze = (when: Date) => {
    const until = when.toISOString();
    change.mutate({ id, change: { status: "snoozed", snooze_until: until }, looks: { status: "snoozed", snooze_until: until } });
    toast({ title: t("inbox:snooze.done", { time: exactTime(until, i18n.language) }), action: { label: t("common:undo"), run: wake } });
    onGone();
  };
  useShortcut({ keys: "s", label: t("inbox:snooze.title"), group: t("inbox:keys.group"), run: () => setOpen(true) });
  return (
    <>
      <DropdownMenu open={open} onOpenChange={setOpen} trigger={<IconButton icon={AlarmClock} label={t("inbox:snooze.title")} />}>
        <MenuLabel>{t("inbox:snooze.title")}</MenuLabel>
        {conversation.status === "snoozed" && (
          <>
            <MenuItem onSelect={wake}>{t("inbox:snooze.wake")}</MenuItem>
            <MenuSeparator />
          </>
        )}
        {snoozeChoices(now, shop).map(({ choice, when }) => (
          <MenuItem
            key={choice}
            icon={ICONS[choice]}
            aside={<span className="text-sm text-ink-faint">{exactTime(when, i18n.language)}</span>}
            onSelect={() => snooze(when)}
          >
            <span className="inline-block first-letter:uppercase">
              {t(`inbox:snooze.${choice}`, { day: weekdayName(when.getDay() || 7, i18n.language, "long") })}
            </span>
          </MenuItem>
        ))}
        <MenuItem icon={AlarmClock} onSelect={() => setPicking(true)}>
          {t("inbox:snooze.pick")}
        </MenuItem>
      </DropdownMenu>
      <PickTime
        open={picking}
        onOpenChange={setPicking}
        onPick={(when) => {
          setPicking(false);
          snooze(when);
        }}
      />
    </>
  );
}

// Holidays and days with other hours: from one date to another, with a name, closed or open from when to when.
import { useTranslation } from "react-i18next";
import { CalendarPlus, Plus, X } from "lucide-react";
import type { SpecialDays } from "@/api/types";
import { classes } from "@/lib/classes";
import { useNow } from "@/lib/now";
import { Button, IconButton } from "@/ui/Button";
import { controlLook, Field, Input } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { withAnother } from "./hours";
import { dayKey } from "./opening";

/** Stretches in one day, and entries, the editor offers at most. */
const MOST_STRETCHES = 3;
const MOST_ENTRIES = 100;

interface EntryProps {
  entry: SpecialDays;
  onChange: (part: Partial<SpecialDays>) => void;
  onRemove: () => void;
}

function Entry({ entry, onChange, onRemove }: EntryProps) {
  const { t } = useTranslation("settings");
  const name = entry.name || t("special.unnamed");
  const open = entry.hours.length > 0;
  const time = (index: number, edge: "opens" | "closes") => (
    <input
      type="time"
      required
      aria-label={t(edge === "opens" ? "shop.opensAt" : "shop.closesAt", { day: name })}
      value={entry.hours[index]?.[edge] ?? ""}
      onChange={(event) =>
        event.target.value &&
        onChange({ hours: entry.hours.map((stretch, at) => (at === index ? { ...stretch, [edge]: event.target.value } : stretch)) })
      }
      className={classes(controlLook, "h-9 pointer-coarse:h-11 !w-[6.5rem] shrink-0 px-2 [&::-webkit-calendar-picker-indicator]:hidden")}
    />
  );
  return (
    <li className="flex flex-col gap-3 py-4 first:pt-0">
      <div className="grid gap-3 sm:grid-cols-[1fr_9.5rem_9.5rem_auto]">
        <Field label={t("special.name")}>
          <Input
            value={entry.name}
            maxLength={100}
            placeholder={t("special.example")}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        </Field>
        <Field label={t("special.from")}>
          <Input
            type="date"
            required
            value={entry.from}
            onChange={({ target: { value } }) =>
              value && onChange({ from: value, ...(entry.to < value || entry.to === entry.from ? { to: value } : {}) })
            }
          />
        </Field>
        <Field label={t("special.to")}>
          <Input
            type="date"
            required
            min={entry.from}
            value={entry.to}
            onChange={({ target: { value } }) => value && onChange({ to: value })}
          />
        </Field>
        <IconButton icon={X} label={t("special.remove", { name })} className="self-end" onClick={onRemove} />
      </div>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <span className="flex h-9 items-center gap-3 pointer-coarse:h-11">
          <Switch
            checked={open}
            onChange={(next) => onChange({ hours: next ? [{ opens: "09:00", closes: "13:00" }] : [] })}
            label={t("special.openOn", { name })}
          />
          <span className={classes(!open && "text-ink-faint")}>{t(open ? "special.open" : "shop.closed")}</span>
        </span>
        <span className="flex flex-col gap-2">
          {entry.hours.map((_, index) => (
            <span key={index} className="flex items-center gap-1.5">
              {time(index, "opens")}
              <span aria-hidden className="text-ink-faint">
                –
              </span>
              {time(index, "closes")}
              {index === 0 && entry.hours.length < MOST_STRETCHES && (
                <IconButton
                  size="small"
                  icon={Plus}
                  label={t("shop.addStretch", { day: name })}
                  onClick={() => onChange({ hours: withAnother(entry.hours) })}
                />
              )}
              {index > 0 && (
                <IconButton
                  size="small"
                  icon={X}
                  label={t("shop.removeStretch", { day: name })}
                  onClick={() => onChange({ hours: entry.hours.filter((__, at) => at !== index) })}
                />
              )}
            </span>
          ))}
        </span>
      </div>
    </li>
  );
}

/** What is over is kept and not shown. */
export function SpecialDaysEditor({ days, onChange }: { days: SpecialDays[]; onChange: (days: SpecialDays[]) => void }) {
  const { t } = useTranslation("settings");
  const today = dayKey(useNow());
  const add = () => {
    const last = days.reduce((latest, { to }) => (to > latest ? to : latest), today);
    const next = new Date(`${last}T12:00`);
    next.setDate(next.getDate() + 1);
    onChange([...days, { from: dayKey(next), to: dayKey(next), name: "", hours: [] }]);
  };
  return (
    <>
      <ul className="divide-y divide-line">
        {days.map((entry, index) =>
          entry.to < today ? null : (
            <Entry
              key={index}
              entry={entry}
              onChange={(part) => onChange(days.map((each, at) => (at === index ? { ...each, ...part } : each)))}
              onRemove={() => onChange(days.filter((_, at) => at !== index))}
            />
          ),
        )}
      </ul>
      {days.length < MOST_ENTRIES && (
        <Button size="small" icon={CalendarPlus} className="mt-2" onClick={add}>
          {t("special.add")}
        </Button>
      )}
    </>
  );
}

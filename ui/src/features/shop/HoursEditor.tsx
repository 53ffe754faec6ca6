// The week, a line a day: closed, or open from when to when, with a break where there is one.
import { useTranslation } from "react-i18next";
import { Copy, Plus, X } from "lucide-react";
import { weekdayName } from "@/lib/dates";
import { classes } from "@/lib/classes";
import { IconButton } from "@/ui/Button";
import { controlLook } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { copiedToOpenDays, DAYS, differsElsewhere, openedLike, withAnother, type Stretch, type Week } from "./hours";

/** The most stretches in one day the editor offers. */
const MOST_STRETCHES = 3;

function TimeInput({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <input
      type="time"
      aria-label={label}
      value={value}
      required
      onChange={(event) => event.target.value && onChange(event.target.value)}
      className={classes(controlLook, "h-9 pointer-coarse:h-11 !w-[6.5rem] shrink-0 px-2 [&::-webkit-calendar-picker-indicator]:hidden")}
    />
  );
}

interface DayRowProps {
  day: number;
  stretches: Stretch[];
  onToggle: (open: boolean) => void;
  onChange: (stretches: Stretch[]) => void;
  onCopyDown?: () => void;
}

function DayRow({ day, stretches, onToggle, onChange, onCopyDown }: DayRowProps) {
  const { t, i18n } = useTranslation("settings");
  const name = weekdayName(day, i18n.language, "long");
  const open = stretches.length > 0;
  const change = (index: number, part: Partial<Stretch>) =>
    onChange(stretches.map((stretch, at) => (at === index ? { ...stretch, ...part } : stretch)));
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-2.5 first:pt-0">
      <div className="flex h-9 w-full items-center gap-3 pointer-coarse:h-11 sm:w-36">
        <Switch checked={open} onChange={onToggle} label={t("shop.openOn", { day: name })} />
        <span className={classes("capitalize", !open && "text-ink-faint")}>{name}</span>
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        {!open && <span className="hidden h-9 items-center pointer-coarse:h-11 text-ink-faint sm:flex">{t("shop.closed")}</span>}
        {stretches.map((stretch, index) => (
          <div key={index} className="flex items-center gap-1.5">
            <TimeInput label={t("shop.opensAt", { day: name })} value={stretch.opens} onChange={(opens) => change(index, { opens })} />
            <span aria-hidden className="text-ink-faint">
              –
            </span>
            <TimeInput label={t("shop.closesAt", { day: name })} value={stretch.closes} onChange={(closes) => change(index, { closes })} />
            {index === 0 && stretches.length < MOST_STRETCHES && (
              <IconButton
                size="small"
                icon={Plus}
                label={t("shop.addStretch", { day: name })}
                onClick={() => onChange(withAnother(stretches))}
              />
            )}
            {index > 0 && (
              <IconButton
                size="small"
                icon={X}
                label={t("shop.removeStretch", { day: name })}
                onClick={() => onChange(stretches.filter((_, at) => at !== index))}
              />
            )}
            {index === 0 && onCopyDown && <IconButton size="small" icon={Copy} label={t("shop.copyDown")} onClick={onCopyDown} />}
          </div>
        ))}
      </div>
    </li>
  );
}

export function HoursEditor({ week, onChange }: { week: Week; onChange: (week: Week) => void }) {
  const set = (index: number, stretches: Stretch[]) => onChange(week.map((day, at) => (at === index ? stretches : day)));
  const firstOpen = week.findIndex((day) => day.length > 0);
  return (
    <ul className="divide-y divide-line">
      {DAYS.map((day, index) => (
        <DayRow
          key={day}
          day={day}
          stretches={week[index] ?? []}
          onToggle={(open) => set(index, open ? openedLike(week, index) : [])}
          onChange={(stretches) => set(index, stretches)}
          {...(index === firstOpen && differsElsewhere(week, index) && { onCopyDown: () => onChange(copiedToOpenDays(week, index)) })}
        />
      ))}
    </ul>
  );
}

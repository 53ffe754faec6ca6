// When I may be disturbed: quiet hours on my own clock, how long things gather, how long my patience lasts.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { NotificationChange, NotificationSettings } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field, Input, Select } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { asChange, useChange } from "./queries";

const MINUTES = [0, 5, 15, 30, 60, 120, 240];
const NIGHT = { from: "22:00", to: "07:00" };
const timeZones = Intl.supportedValuesOf("timeZone");

function Minutes({ value, onChange }: { value: number; onChange: (minutes: number) => void }) {
  const { t } = useTranslation("notifications");
  const offered = [...new Set([...MINUTES, value])].sort((a, b) => a - b);
  return (
    <Select value={value} onChange={(event) => onChange(Number(event.target.value))}>
      {offered.map((minutes) => (
        <option key={minutes} value={minutes}>
          {minutes === 0 ? t("atOnce") : t("minutes", { count: minutes })}
        </option>
      ))}
    </Select>
  );
}

function OnOff({ label, hint, checked, onChange }: { label: string; hint: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <div className="flex items-start justify-between gap-6">
      <div>
        <p className="font-medium">{label}</p>
        <p className="text-sm text-pretty text-ink-soft">{hint}</p>
      </div>
      <Switch label={label} checked={checked} onChange={onChange} />
    </div>
  );
}

export function Times({ settings }: { settings: NotificationSettings }) {
  const { t } = useTranslation(["notifications", "common"]);
  const change = useChange();
  const [draft, setDraft] = useState<NotificationChange>(() => asChange(settings));
  const errors = fieldErrors(change.error);
  const set = (part: Partial<NotificationChange>) => setDraft({ ...draft, ...part });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    // What was chosen of kinds and numbers meanwhile stays.
    const { kinds, whatsapp_phone } = asChange(settings);
    change.mutate({ ...draft, kinds, whatsapp_phone }, { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) });
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-xl flex-col gap-5">
      {change.error && Object.keys(errors).length === 0 && <ErrorNotice error={change.error} />}
      <OnOff
        label={t("notifications:quiet")}
        hint={t("notifications:quietHint")}
        checked={Boolean(draft.quiet)}
        onChange={(on) => set({ quiet: on ? NIGHT : null })}
      />
      {draft.quiet && (
        <div className="grid grid-cols-2 gap-4">
          <Field label={t("notifications:from")} error={errors["quiet.from"]}>
            <Input
              type="time"
              required
              value={draft.quiet.from}
              onChange={(event) => set({ quiet: { from: event.target.value, to: draft.quiet?.to ?? NIGHT.to } })}
            />
          </Field>
          <Field label={t("notifications:to")} error={errors["quiet.to"]}>
            <Input
              type="time"
              required
              value={draft.quiet.to}
              onChange={(event) => set({ quiet: { from: draft.quiet?.from ?? NIGHT.from, to: event.target.value } })}
            />
          </Field>
        </div>
      )}
      {draft.quiet && (
        <>
          <Field label={t("notifications:timeZone")} error={errors.time_zone}>
            <Select value={draft.time_zone ?? ""} onChange={(event) => set({ time_zone: event.target.value || null })}>
              <option value="">{t("notifications:shopsZone", { zone: settings.shop_time_zone })}</option>
              {timeZones.map((zone) => (
                <option key={zone} value={zone}>
                  {zone.replaceAll("_", " ")}
                </option>
              ))}
            </Select>
          </Field>
          <OnOff
            label={t("notifications:urgentPasses")}
            hint={t("notifications:urgentPassesHint")}
            checked={draft.urgent_passes}
            onChange={(urgent_passes) => set({ urgent_passes })}
          />
        </>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("notifications:bundle")} hint={t("notifications:bundleHint")} error={errors.bundle_minutes}>
          <Minutes value={draft.bundle_minutes} onChange={(bundle_minutes) => set({ bundle_minutes })} />
        </Field>
        <Field label={t("notifications:patience")} hint={t("notifications:patienceHint")} error={errors.patience_minutes}>
          <Minutes value={draft.patience_minutes} onChange={(patience_minutes) => set({ patience_minutes })} />
        </Field>
      </div>
      <div>
        <Button type="submit" busy={change.isPending}>
          {t("common:save")}
        </Button>
      </div>
    </form>
  );
}

// The form about the shop, used in the first run and in the settings.
import { useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { Shop } from "@/api/types";
import { Field, Input, Select, Textarea } from "@/ui/Field";
import { ErrorNotice } from "../common/ErrorNotice";
import { LanguageOptions } from "../common/LanguageOptions";
import { HoursEditor } from "./HoursEditor";
import { SpecialDaysEditor } from "./SpecialDaysEditor";
import { toHours, toWeek } from "./hours";
import { SHOP_LANGUAGES } from "./languages";

interface ShopFormProps {
  shop: Shop;
  error: unknown;
  onSave: (changes: Partial<Shop>) => void;
  /** Told of every change. */
  onChange?: () => void;
  /** The buttons below. */
  children: ReactNode;
}

const timeZones = Intl.supportedValuesOf("timeZone");

export function ShopForm({ shop, error, onSave, onChange, children }: ShopFormProps) {
  const { t } = useTranslation(["settings", "common"]);
  const [week, setWeek] = useState(() => toWeek(shop.hours));
  const [specialDays, setSpecialDays] = useState(shop.special_days);
  const errors = fieldErrors(error);
  const optional = t("common:optional");
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = (name: string) => String(new FormData(event.currentTarget).get(name) ?? "").trim();
    onSave({
      name: text("name"),
      language: text("language"),
      time_zone: text("time_zone"),
      address: text("address"),
      phone: text("phone"),
      website: text("website"),
      email: text("email"),
      rules: text("rules"),
      hours: toHours(week),
      special_days: specialDays,
    });
  };
  return (
    <form onSubmit={onSubmit} onInput={onChange} className="flex flex-col gap-8">
      {Boolean(error) && <ErrorNotice error={error} />}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("settings:shop.name")} error={errors.name} className="sm:col-span-2">
          <Input name="name" defaultValue={shop.name} required maxLength={100} autoComplete="organization" />
        </Field>
        <Field
          label={t("settings:shop.address")}
          hint={t("settings:shop.addressHint")}
          aside={optional}
          error={errors.address}
          className="sm:col-span-2"
        >
          <Input name="address" defaultValue={shop.address} maxLength={500} autoComplete="street-address" />
        </Field>
        <Field label={t("settings:shop.phone")} aside={optional} error={errors.phone}>
          <Input name="phone" type="tel" defaultValue={shop.phone} maxLength={200} autoComplete="tel" />
        </Field>
        <Field label={t("settings:shop.email")} aside={optional} error={errors.email}>
          <Input name="email" type="email" defaultValue={shop.email} maxLength={200} autoComplete="email" />
        </Field>
        <Field label={t("settings:shop.website")} aside={optional} error={errors.website} className="sm:col-span-2">
          <Input
            name="website"
            type="url"
            inputMode="url"
            placeholder="https://"
            defaultValue={shop.website}
            maxLength={200}
            autoComplete="url"
          />
        </Field>
        <Field label={t("settings:shop.language")} hint={t("settings:shop.languageHint")} error={errors.language}>
          <Select name="language" defaultValue={shop.language}>
            <LanguageOptions codes={SHOP_LANGUAGES} />
          </Select>
        </Field>
        <Field label={t("settings:shop.timeZone")} error={errors.time_zone}>
          <Select name="time_zone" defaultValue={shop.time_zone}>
            {[...new Set([shop.time_zone, ...timeZones])].filter(Boolean).map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <fieldset>
        <legend className="mb-3 text-sm font-medium">{t("settings:shop.hours")}</legend>
        <HoursEditor
          week={week}
          onChange={(next) => {
            setWeek(next);
            onChange?.();
          }}
        />
        {errors.hours && (
          <p role="alert" className="mt-2 text-sm font-medium text-bad">
            {errors.hours}
          </p>
        )}
      </fieldset>
      <fieldset>
        <legend className="text-sm font-medium">{t("settings:special.title")}</legend>
        <p className="mb-3 text-sm text-ink-faint">{t("settings:special.lead")}</p>
        <SpecialDaysEditor
          days={specialDays}
          onChange={(next) => {
            setSpecialDays(next);
            onChange?.();
          }}
        />
        {errors.special_days && (
          <p role="alert" className="mt-2 text-sm font-medium text-bad">
            {errors.special_days}
          </p>
        )}
      </fieldset>
      <Field label={t("settings:shop.rules")} hint={t("settings:shop.rulesHint")} aside={optional} error={errors.rules}>
        <Textarea name="rules" rows={4} defaultValue={shop.rules} maxLength={4000} placeholder={t("settings:shop.rulesExample")} />
      </Field>
      {children}
    </form>
  );
}

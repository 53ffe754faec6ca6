// The choices a signal is built from: what happened, how long ago, and with which customers. One sentence, filled in.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { classes } from "@/lib/classes";
import { Field, Input, Select } from "@/ui/Field";
import { LanguageOptions } from "../common/LanguageOptions";
import { labelsQuery } from "../inbox/queries";
import { SHOP_LANGUAGES } from "../shop/languages";
import { MOST_DAYS, needsLabel, needsProduct, PRODUCT_LIMIT, WHATS, type OwnDraft, type OwnFault } from "./own";

/** Currencies offered; one that was kept is offered as well. */
const CURRENCIES = ["EUR", "USD", "GBP", "CHF", "PKR", "INR", "IDR", "BRL", "MXN", "SAR", "AED"];

interface Fields {
  draft: OwnDraft;
  faults: OwnFault[];
  onChange: (change: Partial<OwnDraft>) => void;
}

function What({ draft, faults, onChange }: Fields) {
  const { t } = useTranslation("health");
  const { data: labels = [] } = useQuery(labelsQuery);
  const wrong = (fault: OwnFault) => (faults.includes(fault) ? t(`own.faults.${fault}`) : undefined);
  return (
    <div className="grid items-start gap-5 sm:grid-cols-[1fr_9rem]">
      <Field label={t("own.what.label")}>
        <Select value={draft.what} onChange={(event) => onChange({ what: WHATS.find((one) => one === event.target.value) ?? draft.what })}>
          {WHATS.map((what) => (
            <option key={what} value={what}>
              {t(`own.what.${what}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("own.days")} error={wrong("days")}>
        <Input inputMode="numeric" maxLength={9} value={draft.days} onChange={(event) => onChange({ days: event.target.value })} />
      </Field>
      {needsProduct(draft.what) && (
        <Field label={t("own.product")} hint={t("own.productHint")} error={wrong("product")} className="sm:col-span-2">
          <Input
            dir="auto"
            maxLength={PRODUCT_LIMIT}
            value={draft.product}
            onChange={(event) => onChange({ product: event.target.value })}
          />
        </Field>
      )}
      {needsLabel(draft.what) && (
        <Field label={t("own.label")} error={wrong("label")} className="sm:col-span-2">
          <Select value={draft.label} onChange={(event) => onChange({ label: event.target.value })}>
            <option value="">{labels.length > 0 ? t("own.choose") : t("own.noLabels")}</option>
            {labels.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            {draft.label && !labels.some(({ id }) => id === draft.label) && <option value={draft.label}>{t("own.labelGone")}</option>}
          </Select>
        </Field>
      )}
      {Number(draft.days) > 0 && (
        <p className="text-sm text-ink-soft sm:col-span-2">{t(`own.means.${draft.what}`, { count: Number(draft.days) })}</p>
      )}
    </div>
  );
}

function Labels({ chosen, onChange }: { chosen: string[]; onChange: (labels: string[]) => void }) {
  const { t } = useTranslation("health");
  const { data: labels = [] } = useQuery(labelsQuery);
  const gone = chosen.filter((id) => !labels.some((label) => label.id === id)).map((id) => ({ id, name: t("own.labelGone") }));
  const shown = [...labels, ...(labels.length > 0 ? gone : [])];
  if (shown.length === 0) return null;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{t("own.who.labels")}</legend>
      <div className="flex flex-wrap gap-2">
        {shown.map(({ id, name }) => {
          const on = chosen.includes(id);
          return (
            <label
              key={id}
              className={classes(
                "inline-flex min-h-9 cursor-pointer pointer-coarse:min-h-11 items-center gap-2 rounded-full px-3 text-sm ring-1 ring-inset focus-within:ring-2 focus-within:ring-brass-mark",
                on ? "bg-brass-tint text-brass ring-brass-line" : "bg-surface ring-line",
              )}
            >
              <input
                type="checkbox"
                className="accent-brass"
                checked={on}
                onChange={() => onChange(on ? chosen.filter((one) => one !== id) : [...chosen, id])}
              />
              <bdi>{name}</bdi>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function Who({ draft, faults, onChange }: Fields) {
  const { t } = useTranslation("health");
  const wrong = (fault: OwnFault) => (faults.includes(fault) ? t(`own.faults.${fault}`) : undefined);
  const currencies = CURRENCIES.includes(draft.currency) ? CURRENCIES : [draft.currency, ...CURRENCIES];
  return (
    <fieldset className="flex min-w-0 flex-col gap-5 border-t border-line pt-5">
      <legend className="sr-only">{t("own.who.title")}</legend>
      <div aria-hidden>
        <p className="font-medium">{t("own.who.title")}</p>
        <p className="text-sm text-ink-faint">{t("own.who.lead")}</p>
      </div>
      <Labels chosen={draft.labels} onChange={(labels) => onChange({ labels })} />
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Field label={t("own.who.language")}>
          <Select value={draft.language} onChange={(event) => onChange({ language: event.target.value })}>
            <option value="">{t("own.who.any")}</option>
            <LanguageOptions
              codes={draft.language && !SHOP_LANGUAGES.includes(draft.language) ? [draft.language, ...SHOP_LANGUAGES] : SHOP_LANGUAGES}
            />
          </Select>
        </Field>
        <Field label={t("own.who.orders")} error={wrong("orders")}>
          <Input
            inputMode="numeric"
            maxLength={9}
            placeholder={t("own.who.anyNumber")}
            value={draft.orders}
            onChange={(event) => onChange({ orders: event.target.value })}
          />
        </Field>
        <div className="grid grid-cols-[1fr_6rem] items-start gap-2">
          <Field label={t("own.who.spent")} error={wrong("amount")}>
            <Input
              inputMode="decimal"
              maxLength={20}
              placeholder={t("own.who.anyNumber")}
              value={draft.amount}
              onChange={(event) => onChange({ amount: event.target.value })}
            />
          </Field>
          <Field label={t("own.who.currency")}>
            <Select value={draft.currency} onChange={(event) => onChange({ currency: event.target.value })}>
              {currencies.map((code) => (
                <option key={code} value={code}>
                  {code}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Field label={t("own.who.wrote", { most: MOST_DAYS })} error={wrong("wrote") ?? wrong("wroteBeforeDays")}>
          <Input
            inputMode="numeric"
            maxLength={9}
            placeholder={t("own.who.anyNumber")}
            value={draft.wrote}
            onChange={(event) => onChange({ wrote: event.target.value })}
          />
        </Field>
      </div>
    </fieldset>
  );
}

export function OwnFields(fields: Fields) {
  return (
    <div className="flex flex-col gap-6">
      <What {...fields} />
      <Who {...fields} />
    </div>
  );
}

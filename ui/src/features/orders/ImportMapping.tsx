// Which column of the file is what, with the first rows beside it; every guess can be mended.
import { useTranslation } from "react-i18next";
import type { ImportField, OrdersImported, OrderState } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Select } from "@/ui/Field";
import { Sideways } from "@/ui/Sideways";
import { CurrencyOptions } from "../common/CurrencyOptions";
import type { ImportChoices } from "./ImportScreen";
import { STATES } from "./states";

const FIELDS = [
  "number",
  "placed_at",
  "total",
  "currency",
  "state",
  "state_at",
  "refunded",
  "customer_name",
  "phone",
  "email",
  "customer_id",
  "item_name",
  "item_sku",
  "item_quantity",
  "item_price",
] as const satisfies ImportField[];

/** Without these no row is an order. */
const NEEDED: readonly ImportField[] = ["number", "placed_at", "total"];

/** The mapping with one field changed; a column means one thing only. */
export function remapped(
  mapping: Readonly<Record<string, string>>,
  field: ImportField,
  column: string,
): Partial<Record<ImportField, string>> {
  const rest = Object.entries(mapping).filter(([other, its]) => other !== field && its !== column);
  return Object.fromEntries(column ? [...rest, [field, column]] : rest);
}

function Sample({ shown }: { shown: OrdersImported }) {
  const { t } = useTranslation("orders");
  const fieldOf = (column: string) => FIELDS.find((field) => shown.mapping[field] === column);
  return (
    <Sideways label={t("import.sample")} className="rounded-lg ring-1 ring-line">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line bg-sunken dark:bg-raised">
            {shown.columns.map((column, index) => {
              const field = fieldOf(column);
              return (
                <th key={index} scope="col" className="px-3 py-2 text-start font-medium whitespace-nowrap">
                  <bdi>{column}</bdi>
                  <span className={field ? "block font-normal text-brass" : "block font-normal text-ink-faint"}>
                    {field ? t(`import.fields.${field}`) : t("import.unused")}
                  </span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {shown.sample.slice(0, 4).map((row, index) => (
            <tr key={index}>
              {shown.columns.map((_, at) => (
                <td key={at} className="max-w-52 truncate px-3 py-1.5">
                  <bdi>{row[at]}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

/** What a person has to decide before the file can be read as it is meant. */
function Doubts({ shown }: { shown: OrdersImported }) {
  const { t } = useTranslation("orders");
  const isDoubtful = (field: ImportField) => shown.doubtful.some((doubt) => doubt.field === field);
  const isPriceOfItems = (field: ImportField) => field === "item_price";
  const missing = shown.missing.filter((field) => !isDoubtful(field) && !isPriceOfItems(field));
  const words = [
    missing.length > 0 && t("import.missing", { fields: missing.map((field) => t(`import.fields.${field}`)).join(", ") }),
    ...shown.doubtful.map(({ field, columns }) =>
      t("import.doubtful", { field: t(`import.fields.${field}`), columns: columns.join(", ") }),
    ),
    shown.missing.some((field) => isPriceOfItems(field) && !isDoubtful(field)) &&
      t("import.withoutPrices", { item: t("import.fields.item_name"), notInFile: t("import.notInFile") }),
  ].filter((sentence) => typeof sentence === "string");
  return (
    words.length > 0 && (
      <div className="mb-4 flex flex-col gap-2">
        {words.map((sentence) => (
          <Notice key={sentence} tone="warn" role="alert">
            {sentence}
          </Notice>
        ))}
      </div>
    )
  );
}

interface ImportMappingProps {
  shown: OrdersImported;
  choices: ImportChoices;
  busy: boolean;
  onChange: (choices: ImportChoices) => void;
}

export function ImportMapping({ shown, choices, busy, onChange }: ImportMappingProps) {
  const { t } = useTranslation("orders");
  const isDoubtful = (field: ImportField) => shown.doubtful.some((doubt) => doubt.field === field);
  const first = (field: ImportField) => NEEDED.includes(field) || isDoubtful(field) || shown.mapping[field] !== undefined;
  const rest = FIELDS.filter((field) => !first(field));
  const choose = (field: ImportField) => (
    <Field key={field} label={t(`import.fields.${field}`)} aside={NEEDED.includes(field) && t("import.needed")}>
      <Select
        disabled={busy}
        value={shown.mapping[field] ?? ""}
        onChange={(event) => onChange({ ...choices, mapping: remapped(shown.mapping, field, event.target.value) })}
      >
        <option value="">{t("import.notInFile")}</option>
        {shown.columns.map((column, index) => (
          <option key={index} value={column}>
            {column}
          </option>
        ))}
      </Select>
    </Field>
  );
  return (
    <Card>
      <CardHeader title={t("import.columns")} description={t("import.columnsLead")} />
      <Doubts shown={shown} />
      <Sample shown={shown} />
      <div className="mt-5 grid gap-4 sm:grid-cols-2">
        {FIELDS.filter(first).map(choose)}
        {!shown.mapping.currency && (
          <Field label={t("import.allCurrency")} hint={t("import.allCurrencyHint")}>
            <Select
              disabled={busy}
              value={choices.currency ?? ""}
              onChange={(event) => onChange({ ...choices, currency: event.target.value })}
            >
              <CurrencyOptions empty />
            </Select>
          </Field>
        )}
        {!shown.mapping.state && (
          <Field label={t("import.allState")} hint={t("import.allStateHint")}>
            <Select
              disabled={busy}
              value={choices.state ?? "placed"}
              onChange={(event) => onChange({ ...choices, state: event.target.value as OrderState })}
            >
              {STATES.map((state) => (
                <option key={state} value={state}>
                  {t(`states.${state}`)}
                </option>
              ))}
            </Select>
          </Field>
        )}
      </div>
      {rest.length > 0 && (
        <details className="mt-5">
          <summary className="cursor-pointer font-medium text-ink-soft hover:text-ink">
            {t("import.moreFields", { count: rest.length })}
          </summary>
          <div className="mt-4 grid gap-4 sm:grid-cols-2">{rest.map(choose)}</div>
        </details>
      )}
    </Card>
  );
}

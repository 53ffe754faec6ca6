// The choices of a select of currencies, by code and by name in the reader's language.
import { useTranslation } from "react-i18next";

export function CurrencyOptions({ empty }: { empty: boolean }) {
  const { i18n } = useTranslation();
  const names = new Intl.DisplayNames([i18n.language], { type: "currency" });
  return (
    <>
      {empty && <option value="">—</option>}
      {Intl.supportedValuesOf("currency").map((code) => (
        <option key={code} value={code}>
          {code} · {names.of(code) ?? code}
        </option>
      ))}
    </>
  );
}

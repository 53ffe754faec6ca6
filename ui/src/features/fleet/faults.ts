// Why a shop gives no report, in words. They are the scanner's own, so that a card and a screen say the same.
import i18next from "i18next";

export function faultWords(code: string): string {
  const name = `health:evidence.fleet_unreachable.${code}`;
  return i18next.exists(name) ? (i18next.t as (key: string) => string)(name) : code.replaceAll("_", " ");
}

// The doctor's findings in the reader's language. English has the particulars; other languages have ours by cause.
import { useTranslation } from "react-i18next";
import type { Check } from "@/api/types";
import { effectOf } from "./causes";

export interface CheckWords {
  title: string;
  detail: string | undefined;
  effect: string | undefined;
}

export function useCheckWords(): (check: Check) => CheckWords {
  const { t, i18n } = useTranslation("whatsapp");
  return (check) => {
    const english = i18n.language === "en";
    const title = t(`checks.titles.${check.id}`);
    const unwell = check.status === "warn" || check.status === "fail";
    const cause = unwell ? check.cause : undefined;
    const detail = english ? check.detail || undefined : cause ? t(`causes.${cause}`) : unwell ? check.detail : undefined;
    const effect = !unwell ? undefined : cause ? t(`effects.${effectOf(cause)}`) : check.effect;
    return { title, detail: detail ?? undefined, effect: effect ?? undefined };
  };
}

// The doctor's findings in the reader's language: by their cause; what they name stands beside (Facts).
import { useTranslation } from "react-i18next";
import type { Check } from "@/api/types";
import { effectOf } from "./causes";

export interface CheckWords {
  title: string;
  /** What is wrong and what to do. */
  sentence: string | undefined;
  effect: string | undefined;
}

export function useCheckWords(): (check: Check) => CheckWords {
  const { t } = useTranslation("whatsapp");
  return (check) => {
    const title = t(`checks.titles.${check.id}`);
    const unwell = check.status === "warn" || check.status === "fail";
    if (!unwell || !check.cause) return { title, sentence: undefined, effect: undefined };
    return { title, sentence: t(`causes.${check.cause}`), effect: t(`effects.${effectOf(check.cause)}`) };
  };
}

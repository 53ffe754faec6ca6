// What a failed call says to the person: what happened, what to do, and the number to quote when it is our fault.
// Known codes are said in the reader's language; the rest in the server's own words.
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import type words from "@/locales/en";
import { ApiError } from "./client";

export interface ErrorWords {
  title: string;
  description: string | undefined;
}

type KnownCode = keyof (typeof words)["errors"];

/** The words for a code in the reader's language, when we have them. */
function wordsFor(code: string): string | undefined {
  return i18next.exists(`errors:${code}`) ? i18next.t(`errors:${code as KnownCode}`) : undefined;
}

export function useErrorWords(): (error: unknown) => ErrorWords {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return { title: t("errors.unexpected"), description: undefined };
    if (error.code === "server_unreachable") return { title: t("errors.unreachable"), description: undefined };
    if (error.code === "unexpected_answer") return { title: t("errors.unexpected"), description: undefined };
    const reference = error.status >= 500 && error.requestId ? t("errors.reference", { id: error.requestId }) : undefined;
    const known = wordsFor(error.code);
    return { title: known ?? error.message, description: [known ? undefined : error.hint, reference].filter(Boolean).join(" ") || undefined };
  };
}

/** What is wrong with each field, for the red line under it. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const known = wordsFor(error.code);
  if (!known) return error.fields;
  return Object.fromEntries(Object.keys(error.fields).map((field) => [field, known]));
}

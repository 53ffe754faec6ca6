// What a failed call says to the person: what happened, what to do, and the number to quote when it is our fault.
// Every code is said in the reader's language. Of some the server, which speaks English, knows the particulars.
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { exactTime, timeAgo } from "@/lib/dates";
import type words from "@/locales/en";
import { ApiError } from "./client";

export interface ErrorWords {
  title: string;
  description: string | undefined;
}

type Errors = (typeof words)["errors"];

/** Words with what they name filled in: which names a sentence has is its own affair. */
const say = (key: string, named: Record<string, string>) =>
  (i18next.t as (key: string, named: Record<string, string>) => string)(key, named);

/** The whole of what is to be said about a code. Screens of the knowledge and of the signals bring their own. */
function wordsFor(code: string, named: Record<string, string> = {}): string | undefined {
  if (code !== "general" && i18next.exists(`errors:${code}`)) return say(`errors:${code}`, readable(named));
  if (i18next.exists(`health:refusals.${code}`)) return say(`health:refusals.${code}`, readable(named));
  return i18next.exists(`knowledge:reasons.${code}`) ? i18next.t(`knowledge:reasons.${code as "damaged"}`) : undefined;
}

/** What is to be said about a code of which the server knows more. */
function generalWordsFor(code: string): string | undefined {
  return i18next.exists(`errors:general.${code}`) ? i18next.t(`errors:general.${code as keyof Errors["general"]}`) : undefined;
}

/** What a sentence names as the reader says it: how long ago, until when, and somebody where no name is known. */
function readable(named: Record<string, string>): Record<string, string> {
  const { at, until } = named;
  return {
    who: i18next.t("errors:general.somebody"),
    ...named,
    ...(at && { ago: timeAgo(at, i18next.language, undefined, "long") }),
    ...(until && { until: exactTime(until, i18next.language) }),
  };
}

const speaksEnglish = () => i18next.language === "en";

export function useErrorWords(): (error: unknown) => ErrorWords {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return { title: t("errors.unexpected"), description: undefined };
    if (error.code === "server_unreachable") return { title: t("errors.unreachable"), description: undefined };
    if (error.code === "unexpected_answer") return { title: t("errors.unexpected"), description: undefined };
    const reference = error.status >= 500 && error.requestId ? t("errors.reference", { id: error.requestId }) : undefined;
    const known = wordsFor(error.code, error.params);
    const title = known ?? generalWordsFor(error.code) ?? error.message;
    const particulars = !known && speaksEnglish() ? [error.message, error.hint].filter((words) => words !== title) : [];
    return { title, description: [...particulars, reference].filter(Boolean).join(" ") || undefined };
  };
}

/** What is wrong with each field, for the red line under it. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  // What is wrong with one field is such a particular.
  const known = wordsFor(error.code) ?? (speaksEnglish() ? undefined : generalWordsFor(error.code));
  if (!known) return error.fields;
  return Object.fromEntries(Object.keys(error.fields).map((field) => [field, known]));
}

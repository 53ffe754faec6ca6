// What a failed call says to the person: what happened, what to do, and the number to quote when it is our fault.
import { useTranslation } from "react-i18next";
import { ApiError } from "./client";

export interface ErrorWords {
  title: string;
  description: string | undefined;
}

export function useErrorWords(): (error: unknown) => ErrorWords {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return { title: t("errors.unexpected"), description: undefined };
    if (error.code === "server_unreachable") return { title: t("errors.unreachable"), description: undefined };
    if (error.code === "unexpected_answer") return { title: t("errors.unexpected"), description: undefined };
    const reference = error.status >= 500 && error.requestId ? t("errors.reference", { id: error.requestId }) : undefined;
    return { title: error.message, description: [error.hint, reference].filter(Boolean).join(" ") || undefined };
  };
}

/** What the server said about each field, for the red line under it. */
export function fieldErrors(error: unknown): Record<string, string> {
  return error instanceof ApiError ? error.fields : {};
}

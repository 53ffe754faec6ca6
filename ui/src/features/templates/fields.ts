// What every part of the editor is given: the draft, the way to change it, and the words under a field.
import { useTranslation } from "react-i18next";
import type { TemplateDraft } from "@/api/types";
import type { Problems } from "./limits";

export interface EditorPart {
  draft: TemplateDraft;
  change: (patch: Partial<TemplateDraft>) => void;
  errorOf: (path: string) => string | undefined;
}

/** The red line under a field: the server's words first; ours only for what is too long until somebody tried to hand it in. */
export function useFieldErrors(problems: Problems, server: Record<string, string>, tried: boolean) {
  const { t } = useTranslation("templates");
  return (path: string): string | undefined => {
    if (server[path]) return server[path];
    const problem = problems[path];
    if (!problem || (problem === "needed" && !tried)) return undefined;
    if (!tried && problem !== "tooLong") return undefined;
    return t(`problems.${problem}`);
  };
}

// Kinds of messages in words. What cannot be shown is named, never left empty.
import { useTranslation } from "react-i18next";

export const KINDS = [
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "button",
  "reaction",
  "order",
  "edit",
  "revoke",
  "unsupported",
  "template",
] as const;
export type NamedKind = (typeof KINDS)[number];

function isNamedKind(kind: string): kind is NamedKind {
  return KINDS.some((known) => known === kind);
}

/** The name of a message's kind; a kind from the future keeps its own name. */
export function useKindName(): (kind: string) => string {
  const { t } = useTranslation("messages");
  return (kind) => (isNamedKind(kind) ? t(`kinds.${kind}`) : kind === "text" ? t("kinds.text") : t("kinds.unknown", { kind }));
}

// What an event of Meta's was about, in words: the name of its field, and how many things it told.
import { useTranslation } from "react-i18next";
import type { LedgerEvent } from "@/api/types";

const FIELDS = [
  "messages",
  "history",
  "smb_message_echoes",
  "smb_app_state_sync",
  "user_preferences",
  "standby",
  "messaging_handovers",
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
  "phone_number_name_update",
  "phone_number_quality_update",
  "account_update",
  "account_alerts",
  "account_review_update",
  "account_settings_update",
  "business_capability_update",
  "security",
  "calls",
] as const;

/** A field of the future keeps its own name. */
export function useLedgerWords(): (event: LedgerEvent) => string {
  const { t } = useTranslation("whatsapp");
  return ({ field, updates }) => {
    const known = FIELDS.find((each) => each === field);
    const name = known ? t(`ledger.fields.${known}`) : field ? t("ledger.otherField", { field }) : t("ledger.noField");
    return updates > 1 ? t("ledger.several", { name, count: updates }) : name;
  };
}

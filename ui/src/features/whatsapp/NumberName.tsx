// What a number is called here: the staff's own name for it, else Meta's, and the digits.
import { useTranslation } from "react-i18next";
import type { NumberConnection } from "@/api/types";
import { formatPhone } from "@/lib/phone";

export function useNumberName(): (connection: NumberConnection) => string {
  const { t } = useTranslation("whatsapp");
  return (connection) => connection.name || connection.verified_name || t("noName");
}

export function Digits({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  return <bdi dir="ltr">{connection.display_phone_number ? formatPhone(connection.display_phone_number) : t("noNumber")}</bdi>;
}

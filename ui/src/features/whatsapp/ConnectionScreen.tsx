// The connection to WhatsApp.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function ConnectionScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("whatsapp")}>{null}</Page>;
}

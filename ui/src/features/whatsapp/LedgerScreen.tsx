// Every webhook event and what became of it.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function LedgerScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("whatsapp")}>{null}</Page>;
}

// Choosing a password from a link.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function LinkScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("account")}>{null}</Page>;
}

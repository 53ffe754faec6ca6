// The very first screen of a new shop.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function SetupScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("home")}>{null}</Page>;
}

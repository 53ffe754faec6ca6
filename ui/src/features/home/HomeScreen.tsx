// The start page: what is left to do.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function HomeScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("home")}>{null}</Page>;
}

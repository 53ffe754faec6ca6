// The steps of the first run.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function WelcomeScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("home")}>{null}</Page>;
}

// A customer's phone on the screen, to try the assistant.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function PracticeScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("practice")}>{null}</Page>;
}

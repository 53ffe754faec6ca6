// The shared inbox.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function InboxScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("inbox")}>{null}</Page>;
}

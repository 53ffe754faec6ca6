// What the shop knows.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function KnowledgeScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("knowledge")}>{null}</Page>;
}

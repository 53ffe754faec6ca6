// How to get back in.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function ForgottenScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("account")}>{null}</Page>;
}

// The door.
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/Card";

export function SignInScreen() {
  const { t } = useTranslation("shell");
  return <Page title={t("account")}>{null}</Page>;
}

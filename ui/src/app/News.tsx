// The place where toasts appear.
import { useTranslation } from "react-i18next";
import { Toaster } from "@/ui/Toast";

export function News() {
  const { t } = useTranslation();
  return <Toaster label={t("notifications")} closeLabel={t("close")} />;
}

// Customers cannot reach the shop, or get no answer: why, and the way to mend it.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Cause } from "@/api/types";
import { Button } from "@/ui/Button";
import { Strip } from "./Strip";

export default function BrokenBanner({ cause }: { cause: Cause }) {
  const { t } = useTranslation(["whatsapp", "shell"]);
  return (
    <Strip
      title={t(`whatsapp:causes.${cause}`)}
      action={
        <Button asChild>
          <Link to="/whatsapp/doctor">{t("shell:whatsappPlaces.doctor")}</Link>
        </Button>
      }
    />
  );
}

// The way out of the first run and into the wizard that connects the shop's number.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Plug } from "lucide-react";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { ConnectPicture } from "../whatsapp/connect/ConnectPicture";

export function WhatsAppStep() {
  const { t } = useTranslation("firstRun");
  return (
    <div className="flex flex-col gap-8">
      <div className="grid place-items-center rounded-2xl bg-sunken py-8">
        <ConnectPicture className="w-56" />
      </div>
      <div className="flex flex-wrap gap-3">
        <Button asChild tone="primary" size="large">
          <Link to="/whatsapp/connect" search={{}}>
            <Icon of={Plug} />
            {t("whatsapp.open")}
          </Link>
        </Button>
        <Button asChild tone="quiet" size="large">
          <Link to="/">{t("whatsapp.later")}</Link>
        </Button>
      </div>
    </div>
  );
}

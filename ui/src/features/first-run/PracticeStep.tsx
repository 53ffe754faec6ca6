// Minute three: talk to your own assistant.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Smartphone } from "lucide-react";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";

export function PracticeStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("firstRun");
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-col gap-2.5 rounded-2xl bg-sunken p-5 sm:p-7">
        <p className="max-w-[80%] self-start rounded-2xl rounded-es-md bg-surface px-4 py-2.5 ring-1 ring-line">{t("practice.question")}</p>
        <p className="max-w-[80%] self-end rounded-2xl rounded-ee-md bg-brass-tint px-4 py-2.5">{t("practice.answer")}</p>
        <p className="self-end text-sm text-ink-faint">{t("practice.source")}</p>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button asChild tone="primary" size="large">
          <Link to="/practice">
            <Icon of={Smartphone} />
            {t("practice.open")}
          </Link>
        </Button>
        <Button tone="quiet" size="large" onClick={onDone}>
          {t("practice.later")}
        </Button>
      </div>
    </div>
  );
}

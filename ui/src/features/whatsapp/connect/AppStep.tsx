// The app at Meta that carries the shop's messages: made once, by hand, because Meta lets no program do it.
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Clicks } from "./Clicks";

export function AppStep({ onNext }: { onNext: () => void }) {
  const { t } = useTranslation("whatsapp");
  return (
    <div className="flex flex-col gap-6">
      <Clicks kind="app" />
      <div>
        <Button tone="primary" size="large" onClick={onNext}>
          {t("wizard.app.done")}
        </Button>
      </div>
    </div>
  );
}

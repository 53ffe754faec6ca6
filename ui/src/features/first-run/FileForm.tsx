// Files in the first run: they leave as they are chosen, the way on stays open.
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { FileUpload } from "../knowledge/FileUpload";

export function FileForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("common");
  return (
    <div className="flex flex-col gap-6">
      <FileUpload />
      <div>
        <Button tone="primary" size="large" onClick={onDone}>
          {t("next")}
        </Button>
      </div>
    </div>
  );
}

// A failed call, in words, where it happened.
import { useTranslation } from "react-i18next";
import { useErrorWords } from "@/api/errorWords";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";

export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const words = useErrorWords()(error);
  return (
    <Notice tone="bad" role="alert" title={words.title} action={onRetry && <Button onClick={onRetry}>{t("retry")}</Button>}>
      {words.description}
    </Notice>
  );
}

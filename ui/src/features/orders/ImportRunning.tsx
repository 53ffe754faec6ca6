// A file on its way: first to the server, then looked through by bytes, then row by row; everybody who may import sees it.
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { OrdersImportProgress } from "@/api/types";
import { formatCount, formatPercent } from "@/lib/numbers";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Progress } from "@/ui/Progress";
import { ErrorNotice } from "../common/ErrorNotice";
import { stopImport } from "./queries";

interface ImportRunningProps {
  /** How much of the file has reached the server. */
  share: number;
  /** It is looked at only: nothing of it is kept. */
  trial: boolean;
  progress: OrdersImportProgress | undefined;
}

export function ImportRunning({ share, trial, progress }: ImportRunningProps) {
  const { t, i18n } = useTranslation("orders");
  const stop = useMutation({ mutationFn: stopImport });
  const { running = false, read = 0, rows = 0, rows_counted: counted = 0, bytes = 0, bytes_read = 0 } = progress ?? {};
  const count = (number: number) => formatCount(number, i18n.language);
  const looked = running && bytes > 0 ? bytes_read / bytes : undefined;
  const known = share < 1 ? share : running && rows > 0 ? read / rows : looked;
  const words =
    share < 1
      ? t("import.sending")
      : running && rows > 0
        ? t("import.reading", { read: count(read), rows: count(rows) })
        : running && counted > 0
          ? t("import.counting", { rows: count(counted) })
          : looked === undefined
            ? t("import.looking")
            : t("import.lookedAt", { share: formatPercent(looked, i18n.language) });
  return (
    <Card label={t(trial ? "import.checking" : "import.running")}>
      <p role="status" className="mb-3">
        {words}
      </p>
      <Progress {...(known !== undefined && { value: known })} label={words} />
      {running && !trial && (
        <div className="mt-4 flex flex-wrap items-center gap-3">
          <Button size="small" disabled={stop.isPending || stop.isSuccess} onClick={() => stop.mutate()}>
            {t("import.stop")}
          </Button>
          <span className="text-sm text-ink-faint">{t("import.stopHint")}</span>
        </div>
      )}
      {stop.isError && <ErrorNotice error={stop.error} />}
    </Card>
  );
}

/** The same for whoever did not bring the file, or came back to the page. */
export function ImportElsewhere({ progress }: { progress: OrdersImportProgress }) {
  const { t } = useTranslation("orders");
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-soft">
        {t(progress.dry_run ? "import.elsewhereTrial" : "import.elsewhere")} <bdi className="font-medium text-ink">{progress.file}</bdi>
      </p>
      <ImportRunning share={1} trial={progress.dry_run} progress={progress} />
    </div>
  );
}

// Orders from a file: choose it, look at what would become of it, mend which column is what, then take it in.
import { useRef, useState, type DragEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { key } from "@/api/keys";
import { CircleCheck, FileUp, TriangleAlert } from "lucide-react";
import { uploadFile } from "@/api/upload";
import type { ImportField, OrdersImported, OrderState } from "@/api/types";
import { classes } from "@/lib/classes";
import { formatBytes } from "@/lib/numbers";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { SkeletonRows } from "@/ui/Skeleton";
import { takeFocus } from "@/ui/takeFocus";
import { ErrorNotice } from "../common/ErrorNotice";
import { Time } from "../common/Time";
import { FurtherAlong, ImportChanges } from "./ImportChanges";
import { ImportMapping } from "./ImportMapping";
import { ImportCounts, PhonesNotRead, RefusedRows } from "./ImportOutcome";
import { ImportElsewhere, ImportRunning } from "./ImportRunning";
import { OrdersPage } from "./OrdersPage";
import { dismissImport, importQuery, lastImportQuery } from "./queries";

/** The server takes no larger file, in bytes. */
const LARGEST = 64 * 1024 * 1024;
/** How often a running import is asked how far it is, in milliseconds. */
const ASK_EVERY = 1000;

export interface ImportChoices {
  mapping?: Partial<Record<ImportField, string>>;
  currency?: string;
  state?: OrderState;
}

function send(file: File, choices: ImportChoices, dry: boolean, onShare: (share: number) => void): Promise<OrdersImported> {
  return uploadFile<OrdersImported>("/api/v1/orders/import", file, onShare, undefined, {
    dry_run: String(dry),
    ...(choices.mapping && { mapping: JSON.stringify(choices.mapping) }),
    ...(choices.currency && { currency: choices.currency }),
    ...(choices.state && { state: choices.state }),
  });
}

function Chooser({ onChoose }: { onChoose: (file: File) => void }) {
  const { t, i18n } = useTranslation("orders");
  const [over, setOver] = useState(false);
  const [large, setLarge] = useState(false);
  const take = (file: File | undefined) => {
    if (!file) return;
    setLarge(file.size > LARGEST);
    if (file.size <= LARGEST) onChoose(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div className="flex flex-col gap-3">
      <label
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={classes(
          "flex cursor-pointer flex-col items-center gap-2 rounded-2xl border-2 border-dashed px-6 py-10 text-center transition-colors focus-within:border-brass-mark hover:border-brass-mark",
          over ? "border-brass-mark bg-brass-tint" : "border-line-strong/50",
        )}
      >
        <Icon of={FileUp} size={26} className="text-brass" />
        <span className="font-medium">{t("import.drop")}</span>
        <span className="max-w-md text-sm text-pretty text-ink-faint">
          {t("import.kinds", { size: formatBytes(LARGEST, i18n.language) })}
        </span>
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          className="sr-only"
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </label>
      {large && (
        <p role="alert" className="text-sm font-medium text-bad">
          {t("import.large", { size: formatBytes(LARGEST, i18n.language) })}
        </p>
      )}
    </div>
  );
}

interface DoneProps {
  result: OrdersImported;
  busy: boolean;
  onAgain: () => void;
}

function Done({ result, busy, onAgain }: DoneProps) {
  const { t } = useTranslation("orders");
  return (
    <div ref={takeFocus} tabIndex={-1} className="flex flex-col gap-6 outline-none">
      <Card>
        <EmptyState
          icon={result.broke_off ? TriangleAlert : CircleCheck}
          title={t("import.done", { count: result.accepted + result.updated })}
          className="!py-4"
          action={
            <>
              <Button asChild tone="primary">
                <Link to="/orders">{t("import.toOrders")}</Link>
              </Button>
              <Button disabled={busy} onClick={onAgain}>
                {t("import.another")}
              </Button>
            </>
          }
        >
          <bdi className="block font-medium [overflow-wrap:anywhere]">{result.file}</bdi>
          <Time at={result.ended_at} />
          <span className="mt-1 block">
            {t(`import.${result.broke_off ? "brokeOffBody" : result.stopped ? "stoppedBody" : "doneBody"}`)}
          </span>
        </EmptyState>
        <ImportCounts result={result} />
      </Card>
      <FurtherAlong result={result} />
      <ImportChanges result={result} title={t("import.changed", { count: result.updated })} />
      <PhonesNotRead result={result} />
      <RefusedRows result={result} />
    </div>
  );
}

export function ImportScreen() {
  const { t } = useTranslation(["orders", "common"]);
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [choices, setChoices] = useState<ImportChoices>({});
  const [share, setShare] = useState(0);
  const progress = useQuery({ ...importQuery, refetchInterval: ({ state }) => (state.data?.running || file ? ASK_EVERY : false) });
  const lastOne = file ? undefined : (progress.data?.last ?? undefined);
  const last = useQuery({ ...lastImportQuery(lastOne ?? ""), enabled: lastOne !== undefined });
  const asked = useRef(0);
  const look = useMutation({
    mutationFn: async ({ of, by }: { of: File; by: ImportChoices }) => {
      asked.current += 1;
      return { turn: asked.current, shown: await send(of, by, true, setShare) };
    },
  });
  const take = useMutation({
    // Where several columns fit, what is shown is said: nothing is guessed anew.
    mutationFn: ({ of, seen }: { of: File; seen: OrdersImported }) =>
      send(of, seen.doubtful.length > 0 ? { mapping: seen.mapping, ...choices } : choices, false, setShare),
    onSuccess: () => client.invalidateQueries({ queryKey: key("orders") }),
  });
  const preview = (of: File, by: ImportChoices) => {
    setFile(of);
    setChoices(by);
    setShare(0);
    take.reset();
    look.mutate({ of, by });
  };
  // What became of a file stays for everybody until somebody puts it away.
  const dismiss = useMutation({ mutationFn: dismissImport, onSettled: () => client.invalidateQueries({ queryKey: importQuery.queryKey }) });
  const again = () => {
    setFile(null);
    setChoices({});
    look.reset();
    take.reset();
  };
  const shown = look.data?.shown;
  const ready = shown && shown.missing.length === 0 ? shown.accepted + shown.updated : 0;
  const busy = look.isPending || take.isPending;
  const done = take.data ?? (lastOne ? last.data : undefined);
  const elsewhere = !busy && progress.data?.running ? progress.data : undefined;
  return (
    <OrdersPage back="/orders" title={t("orders:import.title")} description={t("orders:import.lead")}>
      {(progress.isPending && !file) || (lastOne && last.isPending) ? (
        <SkeletonRows label={t("common:loading")} />
      ) : elsewhere && !take.data ? (
        <div className="flex flex-col gap-6">
          {take.isError && <ErrorNotice error={take.error} />}
          <ImportElsewhere progress={elsewhere} />
        </div>
      ) : done ? (
        <Done result={done} busy={dismiss.isPending} onAgain={() => dismiss.mutate(undefined, { onSuccess: again })} />
      ) : (
        <div className="flex flex-col gap-6">
          {!file && <Chooser onChoose={(chosen) => preview(chosen, {})} />}
          {file && (
            <p className="flex flex-wrap items-center justify-between gap-3">
              <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{file.name}</bdi>
              <Button size="small" disabled={take.isPending} onClick={again}>
                {t("orders:import.other")}
              </Button>
            </p>
          )}
          {look.isError && file && <ErrorNotice error={look.error} onRetry={() => preview(file, choices)} />}
          {take.isError && <ErrorNotice error={take.error} />}
          {busy && <ImportRunning share={share} trial={look.isPending} progress={progress.data} />}
          {shown && file && !take.isPending && (
            <>
              <ImportMapping shown={shown} choices={choices} busy={look.isPending} onChange={(next) => preview(file, next)} />
              {shown.missing.length === 0 && !look.isPending && (
                <Card>
                  <CardHeader title={t("orders:import.would")} />
                  <ImportCounts result={shown} />
                  {shown.refused_total > 0 && (
                    <div className="mt-4">
                      <Notice tone="warn">{t("orders:import.someRefused", { count: shown.refused_total })}</Notice>
                    </div>
                  )}
                  <div className="mt-5 flex flex-wrap items-center gap-3">
                    <Button
                      tone="primary"
                      size="large"
                      disabled={ready === 0}
                      onClick={() => {
                        setShare(0);
                        take.mutate({ of: file, seen: shown });
                      }}
                    >
                      {ready === 0 ? t("orders:import.nothingNew") : t("orders:import.take", { count: ready })}
                    </Button>
                    <span className="text-sm text-ink-faint">{t("orders:import.twice")}</span>
                  </div>
                </Card>
              )}
              {!look.isPending && (
                <>
                  <FurtherAlong result={shown} />
                  <ImportChanges result={shown} title={t("orders:import.changes", { count: shown.updated })} />
                  <PhonesNotRead result={shown} />
                  <RefusedRows result={shown} />
                </>
              )}
            </>
          )}
        </div>
      )}
    </OrdersPage>
  );
}

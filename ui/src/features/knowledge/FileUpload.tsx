// Files by drag and drop or from the chooser: checked before they leave, with their progress while they do.
import { useState, type DragEvent } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CircleAlert, CircleCheck, FileText, FileUp } from "lucide-react";
import { useErrorWords } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { KnowledgeSource } from "@/api/types";
import { uploadFile } from "@/api/upload";
import { classes } from "@/lib/classes";
import { formatBytes } from "@/lib/numbers";
import { newId } from "@/lib/newId";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { SourceOutcome } from "./SourceOutcome";
import { ACCEPT, fileProblem, LARGEST_FILE } from "./fileRules";

/** Files taken at once. */
const MOST = 20;

interface Chosen {
  key: string;
  file: File;
}

function Upload({ file }: { file: File }) {
  const { t, i18n } = useTranslation("knowledge");
  const words = useErrorWords();
  const client = useQueryClient();
  const problem = fileProblem(file);
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: () => uploadFile<KnowledgeSource>("/api/v1/knowledge/sources", file, setShare),
    onSuccess: () => client.invalidateQueries({ queryKey: key("sources") }),
  });
  const { isIdle, mutate } = upload;
  const [started, setStarted] = useState(false);
  if (!problem && !started && isIdle) {
    setStarted(true);
    queueMicrotask(() => mutate());
  }
  const error = upload.error ? words(upload.error) : null;
  const bad = problem
    ? t(`file.${problem}`, { size: formatBytes(LARGEST_FILE, i18n.language) })
    : error && [error.title, error.description].filter(Boolean).join(" ");
  return (
    <li className="flex flex-col gap-2 rounded-xl bg-sunken px-4 py-3 dark:bg-surface">
      <p className="flex items-center gap-2.5">
        <Icon
          of={bad ? CircleAlert : upload.isSuccess ? CircleCheck : FileText}
          className={classes("shrink-0", bad ? "text-bad" : upload.isSuccess ? "text-good" : "text-ink-faint")}
        />
        <span className="min-w-0 flex-1 truncate">{file.name}</span>
        <span className="text-sm text-ink-faint">{upload.isSuccess ? t("file.arrived") : formatBytes(file.size, i18n.language)}</span>
      </p>
      {upload.isPending && <Progress value={share} label={t("file.sending", { name: file.name })} />}
      {upload.data && <SourceOutcome id={upload.data.id} />}
      {bad && (
        <p role="alert" className="text-sm text-bad">
          {bad}
        </p>
      )}
    </li>
  );
}

export function FileUpload() {
  const { t, i18n } = useTranslation("knowledge");
  const [chosen, setChosen] = useState<Chosen[]>([]);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) =>
    setChosen((now) => [...now, ...[...(files ?? [])].map((file) => ({ key: newId(), file }))].slice(-MOST));
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
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
        <span className="font-medium">{t("file.drop")}</span>
        <span className="text-sm text-ink-faint">{t("file.kinds", { size: formatBytes(LARGEST_FILE, i18n.language) })}</span>
        <input
          type="file"
          multiple
          accept={ACCEPT}
          className="sr-only"
          onChange={(event) => {
            take(event.target.files);
            event.target.value = "";
          }}
        />
      </label>
      {chosen.length > 0 && (
        <ul aria-live="polite" className="flex flex-col gap-2">
          {chosen.map(({ key, file }) => (
            <Upload key={key} file={file} />
          ))}
        </ul>
      )}
    </div>
  );
}

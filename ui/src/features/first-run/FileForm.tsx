// Choose or drop a file: a price list, a leaflet, the questions people ask.
import { useId, useState, type DragEvent, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { FileUp } from "lucide-react";
import { classes } from "@/lib/classes";
import { formatBytes } from "@/lib/numbers";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { ErrorNotice } from "../common/ErrorNotice";
import { useAddSource } from "./useAddSource";

const ACCEPTED = ".pdf,.docx,.txt,.md,.html,.htm,.csv";

export function FileForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useTranslation("firstRun");
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const add = useAddSource();
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    setFile(event.dataTransfer.files[0] ?? null);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    const body = new FormData();
    body.set("file", file);
    add.mutate(body, { onSuccess: onDone });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {add.error && <ErrorNotice error={add.error} />}
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={classes(
          "flex cursor-pointer flex-col items-center gap-2 rounded-2xl border border-dashed px-6 py-10 text-center transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brass-mark",
          over ? "border-brass-mark bg-brass-tint" : "border-line-strong hover:bg-surface",
        )}
      >
        <Icon of={FileUp} size={26} className="text-brass" />
        <span className="font-medium break-all">{file ? file.name : t("knowledge.choose")}</span>
        <span className="text-sm text-ink-faint">{file ? formatBytes(file.size, i18n.language) : t("knowledge.kinds")}</span>
        <input id={id} type="file" accept={ACCEPTED} className="sr-only" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
      </label>
      <div>
        <Button type="submit" tone="primary" size="large" busy={add.isPending} disabled={!file}>
          {t("knowledge.upload")}
        </Button>
      </div>
    </form>
  );
}

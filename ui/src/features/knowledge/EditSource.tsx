// Changes a source. Texts and questions are edited here; the text read from a file or page is corrected here, and stands until the original is read again; of a PDF it is corrected page by page (PagesBeside).
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import type { KnowledgeSourceDetail } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field, Input, Textarea } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { arePairsWhole, draftsOf, pairsOf } from "./pairs";
import { PairsEditor } from "./PairsEditor";
import { useChangeSource } from "./queries";
import { isTold, tableOf, textOfTable, type History, type Table } from "./table";
import { TableEditor } from "./TableEditor";

export function EditSource({ source, onDone }: { source: KnowledgeSourceDetail; onDone: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const change = useChangeSource(source.id);
  const [title, setTitle] = useState(source.title);
  const [text, setText] = useState(source.text ?? "");
  // A text that is a table, and nothing else, is edited as one.
  const [table, setTable] = useState<History<Table> | null>(() => {
    const now = source.kind === "text" ? tableOf(source.text ?? "") : null;
    return now && { past: [], now, future: [] };
  });
  const [pairs, setPairs] = useState(() => draftsOf(source.pairs ?? []));
  const problems = fieldErrors(change.error);
  const isRead = (source.kind === "file" || source.kind === "page") && source.text !== undefined && !source.pages;
  const isText = source.kind === "text" || isRead;
  const isFaq = source.kind === "faq";
  const incomplete = title.trim() === "" || (table ? !isTold(table.now) : isText && text.trim() === "") || (isFaq && !arePairsWhole(pairs));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const written = table ? textOfTable(table.now) : text;
    const body = {
      title: title.trim(),
      ...(isText && written !== source.text && { text: written }),
      ...(isFaq && { pairs: pairsOf(pairs) }),
    };
    change.mutate(body, {
      onSuccess: () => {
        toast({ title: t("common:saved"), tone: "good" });
        onDone();
      },
    });
  };
  return (
    <Card>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("knowledge:add.title")} error={problems.title}>
          <Input dir="auto" value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        </Field>
        {table && <TableEditor history={table} onChange={setTable} />}
        {isText && !table && (
          <Field
            label={t("knowledge:add.text")}
            hint={t(isRead ? "knowledge:source.correctHint" : "knowledge:add.textHint")}
            error={problems.text}
          >
            <Textarea dir="auto" rows={16} value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
        )}
        {isFaq && <PairsEditor pairs={pairs} onChange={setPairs} />}
        {change.error && Object.keys(problems).length === 0 && <ErrorNotice error={change.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>{t("common:cancel")}</Button>
          <Button type="submit" tone="primary" busy={change.isPending} disabled={incomplete}>
            {t("common:save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

// A new table of facts, begun as a price list, delivery areas or means of payment.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Button } from "@/ui/Button";
import { DialogActions } from "@/ui/Dialog";
import { Field, Input } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { useAddSource } from "./queries";
import { emptyRow, isTold, textOfTable, type History, type Table } from "./table";
import { TableEditor } from "./TableEditor";

const BEGINNINGS = ["prices", "delivery", "payment"] as const;
type Beginning = (typeof BEGINNINGS)[number];
/** Rows of a table nobody has written into. */
const ROWS = 3;

export function TableForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const begun = (beginning: Beginning): History<Table> => {
    const columns = t(`knowledge:table.beginnings.${beginning}.columns`).split(" | ");
    const row = emptyRow({ columns, rows: [] });
    return { past: [], now: { columns, rows: Array.from({ length: ROWS }, () => row) }, future: [] };
  };
  const [beginning, setBeginning] = useState<Beginning>("prices");
  const [history, setHistory] = useState(() => begun("prices"));
  const [title, setTitle] = useState("");
  const add = useAddSource();
  const usual = t(`knowledge:table.beginnings.${beginning}.title`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { kind: "text", title: title.trim() || usual, text: textOfTable(history.now) },
      {
        onSuccess: () => {
          toast({ title: t("knowledge:add.added"), tone: "good" });
          onDone();
        },
      },
    );
  };
  const begin = (next: Beginning) => {
    setBeginning(next);
    if (!isTold(history.now)) setHistory(begun(next));
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Segmented
        label={t("knowledge:table.begin")}
        value={beginning}
        onChange={begin}
        options={BEGINNINGS.map((value) => ({ value, label: t(`knowledge:table.beginnings.${value}.title`) }))}
      />
      <Field label={t("knowledge:add.title")} aside={t("knowledge:add.optional")}>
        <Input dir="auto" value={title} maxLength={200} placeholder={usual} onChange={(event) => setTitle(event.target.value)} />
      </Field>
      <TableEditor history={history} onChange={setHistory} />
      {add.error && <ErrorNotice error={add.error} />}
      <DialogActions>
        <Button type="submit" tone="primary" busy={add.isPending} disabled={!isTold(history.now)}>
          {t("common:add")}
        </Button>
      </DialogActions>
    </form>
  );
}

// Questions with their answers, each changed where it stands; every change can be undone.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useMay } from "@/api/me";
import type { FaqPair, KnowledgeSourceDetail } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Button, IconButton } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { toast } from "@/ui/Toast";
import { arePairsWhole, draftsOf, emptyPair, pairsOf } from "./pairs";
import { PairsEditor } from "./PairsEditor";
import { useChangeSource } from "./queries";

interface EditProps {
  pair: FaqPair | null;
  busy: boolean;
  error: unknown;
  onSave: (pair: FaqPair) => void;
  onCancel: () => void;
}

function EditPair({ pair, busy, error, onSave, onCancel }: EditProps) {
  const { t } = useTranslation("common");
  const [drafts, setDrafts] = useState(() => (pair ? draftsOf([pair]) : [emptyPair()]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [changed] = pairsOf(drafts);
    if (changed) onSave(changed);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <PairsEditor pairs={drafts} onChange={setDrafts} single />
      {Boolean(error) && <ErrorNotice error={error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t("cancel")}</Button>
        <Button type="submit" tone="primary" busy={busy} disabled={!arePairsWhole(drafts)}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

function ShownPair({ pair, onEdit, onRemove }: { pair: FaqPair; onEdit?: () => void; onRemove?: (() => void) | undefined }) {
  const { t } = useTranslation(["knowledge", "common"]);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2">
      <p dir="auto" className="font-medium pointer-coarse:py-2.5">
        {pair.question}
      </p>
      <div className="flex items-start gap-2 sm:row-span-2 pointer-coarse:gap-0">
        {onEdit && <IconButton icon={Pencil} label={t("knowledge:pairs.edit", { question: pair.question })} onClick={onEdit} />}
        {onRemove && <IconButton icon={Trash2} label={t("knowledge:pairs.delete", { question: pair.question })} onClick={onRemove} />}
      </div>
      <div className="col-span-2 sm:col-span-1">
        {(pair.phrasings ?? []).map((phrasing) => (
          <p key={phrasing} dir="auto" className="text-sm text-ink-faint">
            {phrasing}
          </p>
        ))}
        <p dir="auto" className="mt-1.5 whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]">
          {pair.answer}
        </p>
      </div>
    </div>
  );
}

export function Pairs({ source }: { source: KnowledgeSourceDetail }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const mayWrite = useMay("write_knowledge");
  const change = useChangeSource(source.id);
  const pairs = source.pairs ?? [];
  /** Which one is being changed; one past the last is a new one. */
  const [editing, setEditing] = useState<number | null>(null);
  const keep = (next: FaqPair[], words: string) =>
    change.mutate(
      { pairs: next },
      {
        onSuccess: () => {
          setEditing(null);
          toast({ title: words, tone: "good", action: { label: t("common:undo"), run: () => change.mutate({ pairs }) } });
        },
      },
    );
  const saved = (index: number) => (pair: FaqPair) => keep([...pairs.slice(0, index), pair, ...pairs.slice(index + 1)], t("common:saved"));
  const remove = (index: number) =>
    keep(
      pairs.filter((_, at) => at !== index),
      t("knowledge:pairs.deleted"),
    );
  const edit = (pair: FaqPair | null, index: number) => (
    <EditPair
      pair={pair}
      busy={change.isPending}
      error={change.error}
      onSave={saved(index)}
      onCancel={() => {
        change.reset();
        setEditing(null);
      }}
    />
  );
  return (
    <Card>
      <CardHeader title={t("knowledge:source.pairs")} />
      <ol className="flex flex-col gap-5">
        {pairs.map((pair, index) => (
          <li key={index}>
            {editing === index ? (
              edit(pair, index)
            ) : (
              <ShownPair
                pair={pair}
                {...(mayWrite && {
                  onEdit: () => setEditing(index),
                  onRemove: pairs.length > 1 ? () => remove(index) : undefined,
                })}
              />
            )}
          </li>
        ))}
        {editing === pairs.length && <li>{edit(null, pairs.length)}</li>}
      </ol>
      {mayWrite && editing === null && (
        <Button icon={Plus} className="mt-5 self-start" onClick={() => setEditing(pairs.length)}>
          {t("knowledge:pairs.add")}
        </Button>
      )}
    </Card>
  );
}

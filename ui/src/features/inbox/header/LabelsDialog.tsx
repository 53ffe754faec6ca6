// The shop's labels: make, rename, recolour, delete.
import { useState, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Plus, Trash2 } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { fieldErrors, useErrorWords } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { Label } from "@/api/types";
import { useToastError } from "@/features/common/notify";
import { Button, IconButton } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Dialog } from "@/ui/Dialog";
import { Field, Input } from "@/ui/Field";
import { labelsQuery } from "../queries";

const FIRST_COLOR = "#b08d57";

function useLabelChanges() {
  const client = useQueryClient();
  const toastError = useToastError();
  const done = {
    onSettled: () =>
      Promise.all([key("labels"), key("conversations"), key("conversation")].map((queryKey) => client.invalidateQueries({ queryKey }))),
  };
  const create = useMutation({
    mutationFn: (body: { name: string; color: string }) => dataOf(api.POST("/api/v1/labels", { body })),
    ...done,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: Partial<Label> & { id: string }) =>
      dataOf(api.PATCH("/api/v1/labels/{id}", { params: { path: { id } }, body })),
    onError: toastError,
    ...done,
  });
  const remove = useMutation({
    mutationFn: (id: string) => dataOf(api.DELETE("/api/v1/labels/{id}", { params: { path: { id } } })),
    onError: toastError,
    ...done,
  });
  return { create, change, remove };
}

function ColorField({ color, label, onChange }: { color: string; label: string; onChange: (color: string) => void }) {
  return (
    <input
      type="color"
      aria-label={label}
      title={label}
      value={color}
      onChange={(event) => onChange(event.target.value)}
      className="size-11 shrink-0 cursor-pointer rounded-lg border-0 bg-transparent p-1"
    />
  );
}

function LabelRow({ label, onDelete }: { label: Label; onDelete: () => void }) {
  const { t } = useTranslation("inbox");
  const { change } = useLabelChanges();
  const [name, setName] = useState(label.name);
  const [color, setColor] = useState(label.color);
  const save = () => {
    const changed = name.trim() !== "" && (name.trim() !== label.name || color !== label.color);
    if (changed) change.mutate({ id: label.id, name: name.trim(), color });
  };
  return (
    <li className="flex items-center gap-2" onBlur={save}>
      <ColorField color={color} label={t("labels.color", { name: label.name })} onChange={setColor} />
      <Field label={t("labels.nameOf", { name: label.name })} hideLabel className="flex-1">
        <Input
          value={name}
          maxLength={40}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && save()}
        />
      </Field>
      <IconButton icon={Trash2} label={t("labels.delete", { name: label.name })} onClick={onDelete} />
    </li>
  );
}

function NewLabel() {
  const { t } = useTranslation("inbox");
  const { create } = useLabelChanges();
  const [name, setName] = useState("");
  const [color, setColor] = useState(FIRST_COLOR);
  const words = useErrorWords();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) create.mutate({ name: name.trim(), color }, { onSuccess: () => setName("") });
  };
  const problem = create.error ? (fieldErrors(create.error).name ?? words(create.error).title) : undefined;
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <ColorField color={color} label={t("labels.newColor")} onChange={setColor} />
      <Field label={t("labels.new")} error={problem} className="flex-1">
        <Input value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button type="submit" icon={Plus} busy={create.isPending} disabled={name.trim() === ""}>
        {t("labels.add")}
      </Button>
    </form>
  );
}

export function LabelsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation(["inbox", "common"]);
  const labels = useQuery({ ...labelsQuery, enabled: open }).data ?? [];
  const { remove } = useLabelChanges();
  const [going, setGoing] = useState<Label | null>(null);
  return (
    <>
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title={t("inbox:labels.manage")}
        description={t("inbox:labels.body")}
        closeLabel={t("common:close")}
      >
        <div className="flex flex-col gap-5">
          <ul className="flex flex-col gap-2">
            {labels.map((label) => (
              <LabelRow key={label.id} label={label} onDelete={() => setGoing(label)} />
            ))}
          </ul>
          <NewLabel />
        </div>
      </Dialog>
      <ConfirmDialog
        open={going !== null}
        onOpenChange={() => setGoing(null)}
        title={t("inbox:labels.deleteTitle", { name: going?.name ?? "" })}
        description={t("inbox:labels.deleteBody")}
        confirmLabel={t("common:delete")}
        cancelLabel={t("common:cancel")}
        onConfirm={() => {
          if (going) remove.mutate(going.id);
          setGoing(null);
        }}
      />
    </>
  );
}

// Five ways to tell the assistant something: paste, questions and answers, a table, a file, a site or a page of the web.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field, Input, Textarea } from "@/ui/Field";
import { TabPanel, Tabs } from "@/ui/Tabs";
import { toast } from "@/ui/Toast";
import { FileUpload } from "./FileUpload";
import { arePairsWhole, emptyPair, pairsOf, type PairDraft } from "./pairs";
import { PairsEditor } from "./PairsEditor";
import { useAddSource, type NewSource } from "./queries";
import { TableForm } from "./TableForm";

type Way = "text" | "faq" | "table" | "file" | "page";

/** Characters of a pasted text. */
const LONGEST_TEXT = 500_000;

/** "ferri.it/orari" as "https://ferri.it/orari"; null when it is no address. */
function webAddress(typed: string): string | null {
  const text = typed.trim();
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  try {
    const url = new URL(whole);
    return url.hostname.includes(".") ? url.href : null;
  } catch {
    return null;
  }
}

function useAdd(onDone: () => void) {
  const { t } = useTranslation("knowledge");
  const add = useAddSource();
  return {
    ...add,
    send: (source: NewSource) =>
      add.mutate(source, {
        onSuccess: () => {
          toast({ title: t("add.added"), tone: "good" });
          onDone();
        },
      }),
  };
}

function SubmitRow({ busy, disabled }: { busy: boolean; disabled: boolean }) {
  const { t } = useTranslation("common");
  return (
    <DialogActions>
      <Button type="submit" tone="primary" busy={busy} disabled={disabled}>
        {t("add")}
      </Button>
    </DialogActions>
  );
}

function TextForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("knowledge");
  const { send, isPending, error } = useAdd(onDone);
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const problems = fieldErrors(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ kind: "text", title: title.trim(), text });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("add.title")} error={problems.title}>
        <Input
          dir="auto"
          value={title}
          maxLength={200}
          placeholder={t("add.titleExample")}
          onChange={(event) => setTitle(event.target.value)}
        />
      </Field>
      <Field label={t("add.text")} hint={t("add.textHint")} error={problems.text}>
        <Textarea
          dir="auto"
          rows={9}
          value={text}
          maxLength={LONGEST_TEXT}
          placeholder={t("add.textExample")}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      {error && Object.keys(problems).length === 0 && <ErrorNotice error={error} />}
      <SubmitRow busy={isPending} disabled={title.trim() === "" || text.trim() === ""} />
    </form>
  );
}

function FaqForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("knowledge");
  const { send, isPending, error } = useAdd(onDone);
  const [title, setTitle] = useState("");
  const [pairs, setPairs] = useState<PairDraft[]>(() => [emptyPair()]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ kind: "faq", ...(title.trim() && { title: title.trim() }), pairs: pairsOf(pairs) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("add.title")} aside={t("add.optional")}>
        <Input dir="auto" value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
      </Field>
      <PairsEditor pairs={pairs} onChange={setPairs} />
      {error && <ErrorNotice error={error} />}
      <SubmitRow busy={isPending} disabled={!arePairsWhole(pairs)} />
    </form>
  );
}

function PageForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("knowledge");
  const { send, isPending, error } = useAdd(onDone);
  const [typed, setTyped] = useState("");
  const [scope, setScope] = useState<"site" | "page">("site");
  const address = webAddress(typed);
  const problems = fieldErrors(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (address) send({ kind: scope, url: address });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("add.siteAddress")} error={problems.url}>
        <Input
          type="text"
          inputMode="url"
          dir="ltr"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          maxLength={2000}
          placeholder="https://"
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <Choice
        label={t("add.scope")}
        value={scope}
        onChange={setScope}
        columns
        options={(["site", "page"] as const).map((value) => ({
          value,
          label: t(`add.scopes.${value}`),
          description: t(`add.scopes.${value}Body`),
        }))}
      />
      {error && Object.keys(problems).length === 0 && <ErrorNotice error={error} />}
      <SubmitRow busy={isPending} disabled={!address} />
    </form>
  );
}

export function AddDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const [way, setWay] = useState<Way>("text");
  const done = () => onOpenChange(false);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("knowledge:add.heading")}
      description={t("knowledge:add.body")}
      closeLabel={t("common:close")}
      wide
    >
      <Tabs
        value={way}
        onChange={setWay}
        label={t("knowledge:add.heading")}
        tabs={(["text", "faq", "table", "file", "page"] as const).map((value) => ({ value, label: t(`knowledge:add.ways.${value}`) }))}
      >
        <TabPanel keep value="text" className="pt-5">
          <TextForm onDone={done} />
        </TabPanel>
        <TabPanel keep value="faq" className="pt-5">
          <FaqForm onDone={done} />
        </TabPanel>
        <TabPanel keep value="table" className="pt-5">
          <TableForm onDone={done} />
        </TabPanel>
        <TabPanel value="file" className="pt-5">
          <FileUpload />
        </TabPanel>
        <TabPanel keep value="page" className="pt-5">
          <PageForm onDone={done} />
        </TabPanel>
      </Tabs>
    </Dialog>
  );
}

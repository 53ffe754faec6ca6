// The pages of a PDF or a photo beside the text that was read from them, one at a time; the text of a page can be corrected,
// and a page the model read from a picture waits for a person to confirm it.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Check, ChevronLeft, ChevronRight, Pencil } from "lucide-react";
import { useMay } from "@/api/me";
import type { KnowledgeSourceDetail } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Notice } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Textarea } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { pagesOf, textOf } from "./pages";
import { useChangeSource, useConfirmPage } from "./queries";

function CorrectPage({ source, pages, at, onDone }: { source: KnowledgeSourceDetail; pages: string[]; at: number; onDone: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const waits = waitsForConfirmation(source, at);
  const change = useChangeSource(source.id);
  const confirm = useConfirmPage(source.id);
  const [text, setText] = useState(pages[at] ?? "");
  const error = change.error ?? confirm.error;
  const saved = () => {
    toast({ title: waits ? t("knowledge:pages.confirmed") : t("common:saved"), tone: "good" });
    onDone();
  };
  const save = () => {
    if (waits) confirm.mutate({ number: at + 1, text }, { onSuccess: saved });
    else change.mutate({ text: textOf(pages.map((page, index) => (index === at ? text : page))) }, { onSuccess: saved });
  };
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("knowledge:warnings.page", { page: at + 1 })} hint={t("knowledge:source.correctHint")}>
        <Textarea dir="auto" rows={20} value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      {error && <ErrorNotice error={error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t("common:cancel")}</Button>
        <Button tone="primary" busy={change.isPending || confirm.isPending} disabled={!waits && text === pages[at]} onClick={save}>
          {waits ? t("knowledge:pages.saveAndConfirm") : t("common:save")}
        </Button>
      </div>
    </div>
  );
}

function waitsForConfirmation(source: KnowledgeSourceDetail, at: number): boolean {
  return (source.to_confirm ?? []).includes(at + 1);
}

/** What the model read from a picture, and the word of a person that it is right. */
function ToConfirm({ source, at }: { source: KnowledgeSourceDetail; at: number }) {
  const { t } = useTranslation("knowledge");
  const mayWrite = useMay("write_knowledge");
  const confirm = useConfirmPage(source.id);
  return (
    <div className="mb-4 flex flex-col gap-3">
      <Notice
        tone="warn"
        title={t("pages.confirmTitle")}
        action={
          mayWrite && (
            <Button
              tone="primary"
              icon={Check}
              busy={confirm.isPending}
              onClick={() => confirm.mutate({ number: at + 1 }, { onSuccess: () => toast({ title: t("pages.confirmed"), tone: "good" }) })}
            >
              {t("pages.confirm")}
            </Button>
          )
        }
      >
        {t("pages.confirmBody")}
      </Notice>
      {confirm.error && <ErrorNotice error={confirm.error} />}
    </div>
  );
}

export function PagesBeside({ source }: { source: KnowledgeSourceDetail }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const mayWrite = useMay("write_knowledge");
  // The first page that waits for a person is where to begin.
  const [at, setAt] = useState(() => Math.max((source.to_confirm?.[0] ?? 1) - 1, 0));
  const [correcting, setCorrecting] = useState(false);
  const pages = pagesOf(source.text ?? "");
  const count = Math.max(source.pages ?? 1, pages.length);
  const go = (page: number) => {
    setCorrecting(false);
    setAt(page);
  };
  return (
    <Card>
      <CardHeader
        title={t(source.corrected ? "knowledge:source.correctedText" : "knowledge:source.readText")}
        description={t("knowledge:pages.body")}
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <IconButton
          icon={ChevronLeft}
          label={t("knowledge:pages.before")}
          tone="plain"
          disabled={at === 0}
          onClick={() => go(at - 1)}
          className="rtl:-scale-x-100"
        />
        <span className="text-sm whitespace-nowrap text-ink-soft" aria-live="polite">
          {t("knowledge:pages.of", { page: at + 1, pages: count })}
        </span>
        <IconButton
          icon={ChevronRight}
          label={t("knowledge:pages.next")}
          tone="plain"
          disabled={at + 1 >= count}
          onClick={() => go(at + 1)}
          className="rtl:-scale-x-100"
        />
        {mayWrite && !correcting && at < pages.length && (
          <span className="ms-auto">
            <Button icon={Pencil} onClick={() => setCorrecting(true)}>
              {t("knowledge:pages.correct")}
            </Button>
          </span>
        )}
      </div>
      {waitsForConfirmation(source, at) && !correcting && <ToConfirm source={source} at={at} />}
      <div className="grid gap-4 md:grid-cols-2">
        <img
          key={at}
          src={`/api/v1/knowledge/sources/${source.id}/pages/${at + 1}`}
          alt={t("knowledge:pages.picture", { page: at + 1 })}
          className="w-full self-start rounded-lg border border-line bg-white"
        />
        {correcting ? (
          <CorrectPage source={source} pages={pages} at={at} onDone={() => setCorrecting(false)} />
        ) : (
          // A long scroller must be reachable by keyboard.
          <div
            dir="auto"
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            role="region"
            aria-label={t("knowledge:source.text")}
            className="max-h-[48rem] overflow-y-auto whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]"
          >
            {pages[at]?.trim() ? pages[at] : t("knowledge:pages.empty")}
          </div>
        )}
      </div>
    </Card>
  );
}

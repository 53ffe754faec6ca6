// The pages of a PDF beside the text that was read from them, one at a time; the text of a page can be corrected.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChevronLeft, ChevronRight, Pencil } from "lucide-react";
import { useMay } from "@/api/me";
import type { KnowledgeSourceDetail } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Button, IconButton } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Textarea } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { pagesOf, textOf } from "./pages";
import { useChangeSource } from "./queries";

function CorrectPage({ source, pages, at, onDone }: { source: KnowledgeSourceDetail; pages: string[]; at: number; onDone: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const change = useChangeSource(source.id);
  const [text, setText] = useState(pages[at] ?? "");
  const save = () =>
    change.mutate(
      { text: textOf(pages.map((page, index) => (index === at ? text : page))) },
      {
        onSuccess: () => {
          toast({ title: t("common:saved"), tone: "good" });
          onDone();
        },
      },
    );
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("knowledge:warnings.page", { page: at + 1 })} hint={t("knowledge:source.correctHint")}>
        <Textarea dir="auto" rows={20} value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      {change.error && <ErrorNotice error={change.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t("common:cancel")}</Button>
        <Button tone="primary" busy={change.isPending} disabled={text === pages[at]} onClick={save}>
          {t("common:save")}
        </Button>
      </div>
    </div>
  );
}

export function PagesBeside({ source }: { source: KnowledgeSourceDetail }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const mayWrite = useMay("write_knowledge");
  const [at, setAt] = useState(0);
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
      <div className="mb-3 flex items-center gap-2">
        <IconButton
          icon={ChevronLeft}
          label={t("knowledge:pages.before")}
          tone="plain"
          disabled={at === 0}
          onClick={() => go(at - 1)}
          className="rtl:-scale-x-100"
        />
        <span className="text-sm text-ink-soft" aria-live="polite">
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
      <div className="grid gap-4 md:grid-cols-2">
        <img
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

// One source: what it says, the passages search finds in it, and changing or deleting it.
import { useState } from "react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ArrowLeft, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { useMay } from "@/api/me";
import { useTitle } from "@/lib/pageTitle";
import type { KnowledgeSourceDetail } from "@/api/types";
import { Loaded } from "@/features/common/Loaded";
import { Notice } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Card, CardHeader, Page } from "@/ui/Card";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Icon } from "@/ui/Icon";
import { Sideways } from "@/ui/Sideways";
import { DecidedCard } from "./DecidedCard";
import { EditSource } from "./EditSource";
import { PagesBeside } from "./PagesBeside";
import { Pairs } from "./Pairs";
import { ShopPanel } from "./ShopPanel";
import { SitePanel } from "./SitePanel";
import { sourceQuery, useDeleteSource, useRetrySource } from "./queries";
import { AnswersCard } from "./SourceUse";
import { tableOf, type Table } from "./table";
import { ValidityBadge, ValidityCard } from "./ValidityCard";
import { VersionsCard } from "./VersionsCard";
import { SourceBadge, SourceProgress, SourceWarnings, useSourceFacts, useWhyFailed } from "./SourceState";

function Actions({ source, onEdit }: { source: KnowledgeSourceDetail; onEdit: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useDeleteSource(() => void navigate({ to: "/knowledge" }));
  const retry = useRetrySource();
  const mayRetry =
    source.state === "failed" ||
    source.kind === "page" ||
    ((source.kind === "site" || source.kind === "shop") && source.state !== "queued" && source.state !== "working") ||
    source.corrected ||
    (source.warnings ?? []).some(({ code }) => code === "picture_of_text" || code === "not_read_by_model");
  return (
    <div className="flex gap-2">
      {mayRetry && (
        <Button icon={RotateCcw} busy={retry.isPending} onClick={() => retry.mutate(source)}>
          {source.state === "failed"
            ? t("common:retry")
            : source.site?.state === "stopped"
              ? t("knowledge:site.resume")
              : t("knowledge:source.again")}
        </Button>
      )}
      <Button icon={Pencil} onClick={onEdit}>
        {t("common:edit")}
      </Button>
      <IconButton icon={Trash2} label={t("common:delete")} tone="plain" onClick={() => setAsking(true)} />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("knowledge:source.deleteTitle", { title: source.title })}
        description={t("knowledge:source.deleteBody")}
        confirmLabel={t("common:delete")}
        cancelLabel={t("common:cancel")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(source.id)}
      />
    </div>
  );
}

function Content({ source }: { source: KnowledgeSourceDetail }) {
  const { t } = useTranslation("knowledge");
  if (source.kind === "faq") return <Pairs source={source} />;
  // What a web shop sells is shown row by row, as its passages.
  if (!source.text || source.kind === "shop") return null;
  const table = source.kind === "text" ? tableOf(source.text) : null;
  if (table) return <TableShown table={table} />;
  if (source.kind === "file" && source.pages) return <PagesBeside source={source} />;
  return (
    <Card>
      <CardHeader title={source.kind === "text" ? t("source.text") : t(source.corrected ? "source.correctedText" : "source.readText")} />
      {/* A long scroller must be reachable by keyboard. */}
      <div
        dir="auto"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label={t("source.text")}
        className="max-h-[28rem] overflow-y-auto whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]"
      >
        {source.text}
      </div>
    </Card>
  );
}

function TableShown({ table }: { table: Table }) {
  const { t } = useTranslation("knowledge");
  return (
    <Card>
      <CardHeader title={t("table.title")} />
      <Sideways label={t("table.title")}>
        <table className="w-full border-collapse text-sm">
          <thead>
            <tr className="border-b border-line">
              {table.columns.map((name, column) => (
                <th key={column} scope="col" dir="auto" className="px-2 py-2 text-start font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {table.rows.map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, column) => (
                  <td key={column} dir="auto" className="px-2 py-2 text-ink-soft tabular-nums">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </Card>
  );
}

function Passages({ source }: { source: KnowledgeSourceDetail }) {
  const { t } = useTranslation("knowledge");
  const passages = source.passages ?? [];
  if (passages.length === 0 || source.kind === "faq" || source.kind === "site") return null;
  return (
    <Card>
      <CardHeader
        title={t("passages", { count: source.chunks })}
        description={source.chunks > passages.length ? t("source.someShown", { count: passages.length }) : t("source.passagesBody")}
      />
      <ol className="divide-y divide-line">
        {passages.map((passage) => (
          <li key={passage.id} className="py-3 first:pt-0 last:pb-0">
            {passage.heading && <p className="text-sm font-medium">{passage.heading}</p>}
            <p dir="auto" className="text-sm whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]">
              {passage.text}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function LinkToSite({ id }: { id: string }) {
  const { t } = useTranslation("knowledge");
  const site = useQuery(sourceQuery(id));
  return (
    <p className="text-sm text-ink-faint">
      {t("site.partOf")}:{" "}
      <Link to="/knowledge/$sourceId" params={{ sourceId: id }} className="text-brass underline underline-offset-2">
        {site.data?.title ?? "…"}
      </Link>
    </p>
  );
}

function Source({ source }: { source: KnowledgeSourceDetail }) {
  const { t } = useTranslation("knowledge");
  const facts = useSourceFacts();
  const whyFailed = useWhyFailed();
  const mayWrite = useMay("write_knowledge");
  const [editing, setEditing] = useState(false);
  return (
    <Page
      title={source.title || source.url || t(`kinds.${source.kind}`)}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <SourceBadge source={source} />
          <ValidityBadge source={source} />
          {facts(source)}
        </span>
      }
      action={mayWrite && !editing && <Actions source={source} onEdit={() => setEditing(true)} />}
    >
      <div className="flex flex-col gap-6">
        <SourceProgress source={source} />
        <SourceWarnings source={source} />
        {source.state === "failed" && (
          <Notice tone="bad" title={t("state.failed")}>
            {whyFailed(source)}
          </Notice>
        )}
        {source.site_id && <LinkToSite id={source.site_id} />}
        {source.url && (
          <p>
            <a
              href={source.url}
              target="_blank"
              rel="noopener noreferrer"
              dir="ltr"
              className="text-brass underline underline-offset-2 [overflow-wrap:anywhere]"
            >
              {source.url}
            </a>
          </p>
        )}
        {editing ? (
          <EditSource source={source} onDone={() => setEditing(false)} />
        ) : (
          <>
            {source.site && <SitePanel id={source.id} site={source.site} />}
            {source.shop && <ShopPanel shop={source.shop} />}
            <Content source={source} />
            <Passages source={source} />
            <AnswersCard source={source.id} />
            <DecidedCard source={source.id} />
            <ValidityCard source={source} />
            <VersionsCard source={source} />
          </>
        )}
      </div>
    </Page>
  );
}

export function SourceScreen() {
  const { t } = useTranslation("knowledge");
  const { sourceId } = useParams({ strict: false }) as { sourceId: string };
  const query = useQuery(sourceQuery(sourceId));
  useTitle(query.data?.title ?? t("title"));
  return (
    <>
      <div className="mx-auto w-full max-w-3xl px-4 pt-4 sm:px-8">
        <Link
          to="/knowledge"
          className="-ms-2 inline-flex h-10 items-center gap-2 pointer-coarse:h-11 rounded-lg px-2 text-ink-soft hover:bg-sunken hover:text-ink dark:hover:bg-raised"
        >
          <Icon of={ArrowLeft} className="rtl:-scale-x-100" />
          {t("title")}
        </Link>
      </div>
      {query.data ? (
        <Source source={query.data} />
      ) : (
        <Page title={t("title")}>
          <Loaded query={query}>{() => null}</Loaded>
        </Page>
      )}
    </>
  );
}

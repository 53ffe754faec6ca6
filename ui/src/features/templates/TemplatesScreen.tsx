// The shop's templates: messages Meta has read beforehand, the only kind that may begin a conversation.
import { useDeferredValue, useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { MessageSquareDashed, Plus, RefreshCw } from "lucide-react";
import type { Template, TemplateStatus } from "@/api/types";
import { useMay } from "@/api/me";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Input } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { languageTitle } from "@/lib/languages";
import { PagedList } from "../common/PagedList";
import { useToastError } from "../common/notify";
import { SectionPage } from "../whatsapp/SectionPage";
import { examplesOf } from "./draft";
import { filled } from "./limits";
import { QualityBadge, StatusBadge } from "./looks";
import { templatesQuery, useSyncTemplates } from "./queries";

const FILTERS = ["all", "approved", "pending", "rejected", "paused", "draft"] as const satisfies (TemplateStatus | "all")[];

function TemplateRow({ template }: { template: Template }) {
  const { t, i18n } = useTranslation("templates");
  const body = filled(template.body, examplesOf(template));
  return (
    <li>
      <Link
        to="/whatsapp/templates/$templateId"
        params={{ templateId: template.id }}
        className="block px-4 py-3.5 -outline-offset-2 transition-colors hover:bg-sunken sm:px-5 dark:hover:bg-raised"
      >
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{template.name}</bdi>
          <span className="text-sm text-ink-faint">{languageTitle(template.language, i18n.language)}</span>
          <span className="flex flex-wrap gap-1.5 sm:ms-auto">
            {template.practice && <Badge tone="brass">{t("practice")}</Badge>}
            <QualityBadge quality={template.quality} />
            <StatusBadge status={template.status} />
          </span>
        </span>
        <span dir="auto" className="mt-1 line-clamp-2 block text-sm text-ink-soft sm:line-clamp-1">
          {body.map((piece) => piece.text).join("")}
        </span>
        <span className="mt-1 block text-sm text-ink-faint">{t(`category.${template.category}`)}</span>
      </Link>
    </li>
  );
}

function SyncButton() {
  const { t } = useTranslation("templates");
  const sync = useSyncTemplates();
  const onError = useToastError();
  return (
    <Button
      icon={RefreshCw}
      busy={sync.isPending}
      onClick={() =>
        sync.mutate(undefined, {
          onError,
          onSuccess: ({ added, changed, removed }) =>
            toast({
              title: added + changed + removed === 0 ? t("sync.nothing") : t("sync.done", { added, changed, removed }),
              tone: "good",
            }),
        })
      }
    >
      {t("sync.button")}
    </Button>
  );
}

export function TemplatesScreen() {
  const { t } = useTranslation(["templates", "common"]);
  const mayManage = useMay("manage_templates");
  const [status, setStatus] = useState<TemplateStatus | "all">("all");
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const templates = useInfiniteQuery(templatesQuery({ q, status }));
  const untouched = status === "all" && q === "";
  const make = mayManage && (
    <Button asChild tone="primary">
      <Link to="/whatsapp/templates/new">
        <Plus size={18} strokeWidth={1.75} aria-hidden />
        {t("templates:new")}
      </Link>
    </Button>
  );
  return (
    <SectionPage
      title={t("templates:title")}
      description={t("templates:lead")}
      action={
        mayManage && (
          <>
            <SyncButton />
            {make}
          </>
        )
      }
    >
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <Field label={t("common:search")} hideLabel className="w-full sm:w-56">
          <Input type="search" placeholder={t("common:search")} value={text} onChange={(event) => setText(event.target.value)} />
        </Field>
        <Segmented
          small
          label={t("templates:filter")}
          value={status}
          onChange={setStatus}
          options={FILTERS.map((value) => ({ value, label: value === "all" ? t("templates:all") : t(`templates:status.${value}`) }))}
        />
      </div>
      <PagedList
        query={templates}
        label={t("templates:title")}
        empty={
          untouched ? (
            <EmptyState icon={MessageSquareDashed} title={t("templates:emptyTitle")} action={make}>
              {t("templates:emptyBody")}
            </EmptyState>
          ) : (
            <EmptyState icon={MessageSquareDashed} title={t("templates:nothingFound")} />
          )
        }
      >
        {(template) => <TemplateRow key={template.id} template={template} />}
      </PagedList>
    </SectionPage>
  );
}

// Before a broadcast starts: how many get it, who is left out and why, what it costs, and the question that names the price.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { RefreshCw, Send, Trash2 } from "lucide-react";
import type { Broadcast, BroadcastPreview } from "@/api/types";
import { formatCount, formatMicros } from "@/lib/numbers";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Skeleton } from "@/ui/Skeleton";
import { Loaded } from "../common/Loaded";
import { useToastError } from "../common/notify";
import { MessagePreview, PhonePreview } from "../templates/PhonePreview";
import { marked } from "../templates/marks";
import { previewQuery, useDeleteBroadcast, useStartBroadcast } from "./queries";
import { sampleOf, type Sample } from "./sample";

const EXCLUDED = ["no_consent", "suppressed", "unreachable", "blocked"] as const;

/** How many customers a day may have it, by Meta's limit, and how many days it takes then. */
function DailyLimit({ preview }: { preview: BroadcastPreview }) {
  const { t } = useTranslation("broadcasts");
  const { customers, told, begun } = preview.limit;
  if (customers == null) return <p className="text-sm text-ink-soft">{t("preview.limit.none")}</p>;
  const words = t(told ? "preview.limit.told" : "preview.limit.untold", { count: customers });
  const late = preview.recipients > customers - begun;
  return (
    <div className="text-sm text-ink-soft">
      <p>
        {words} {begun > 0 && t("preview.limit.begun", { count: begun })}
      </p>
      {late && <p>{t("preview.limit.days")}</p>}
    </div>
  );
}

function Numbers({ preview }: { preview: BroadcastPreview }) {
  const { t, i18n } = useTranslation("broadcasts");
  const left = EXCLUDED.filter((why) => preview.excluded[why] > 0);
  return (
    <div className="flex flex-col gap-5">
      <dl className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)] gap-px overflow-hidden rounded-2xl bg-line ring-1 ring-line">
        <div className="bg-surface px-5 py-4">
          <dt className="text-ink-soft">{t("preview.recipients")}</dt>
          <dd className="font-serif text-3xl font-medium [overflow-wrap:anywhere] sm:text-4xl">
            {formatCount(preview.recipients, i18n.language)}
          </dd>
        </div>
        <div className="bg-surface px-5 py-4">
          <dt className="text-ink-soft">{t("preview.price")}</dt>
          <dd className="font-serif text-3xl font-medium [overflow-wrap:anywhere] sm:text-4xl">
            {formatMicros(preview.estimated_micros, i18n.language)}
          </dd>
        </div>
      </dl>
      <DailyLimit preview={preview} />
      {left.length > 0 && (
        <div>
          <h3 className="mb-1 font-medium">{t("preview.leftOut")}</h3>
          <ul className="divide-y divide-line">
            {left.map((why) => (
              <li key={why} className="flex justify-between gap-4 py-1.5 text-ink-soft">
                <span>{t(`preview.excluded.${why}`)}</span>
                <span>{formatCount(preview.excluded[why], i18n.language)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {Object.values(preview.faults).map((fault) => (
        <Notice key={fault} tone="bad">
          {fault}
        </Notice>
      ))}
    </div>
  );
}

function Start({ broadcast, preview }: { broadcast: Broadcast; preview: BroadcastPreview }) {
  const { t, i18n } = useTranslation(["broadcasts", "common"]);
  const [asking, setAsking] = useState(false);
  const start = useStartBroadcast(broadcast.id);
  const onError = useToastError();
  const price = formatMicros(preview.estimated_micros, i18n.language);
  return (
    <>
      <Button
        tone="primary"
        size="large"
        icon={Send}
        disabled={preview.recipients === 0 || Object.keys(preview.faults).length > 0}
        onClick={() => setAsking(true)}
      >
        {t("broadcasts:start", { price })}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("broadcasts:startTitle", { count: preview.recipients })}
        description={t("broadcasts:startBody", { price })}
        confirmLabel={t("broadcasts:start", { price })}
        cancelLabel={t("common:cancel")}
        busy={start.isPending}
        dangerous={false}
        onConfirm={() => start.mutate(undefined, { onError, onSettled: () => setAsking(false) })}
      />
    </>
  );
}

/** The message as the first customer will see it. */
function FirstOne({ sample }: { sample: Sample | null }) {
  const { t } = useTranslation("templates");
  if (!sample) return null;
  return (
    <PhonePreview label={t("preview.title")}>
      <MessagePreview
        header={sample.header && <p className="mb-1 font-semibold [overflow-wrap:anywhere]">{sample.header}</p>}
        body={marked(sample.body)}
        footer={sample.footer}
        buttons={sample.buttons}
      />
    </PhonePreview>
  );
}

export function DraftPart({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation(["broadcasts", "common"]);
  const navigate = useNavigate();
  const preview = useQuery(previewQuery(broadcast.id));
  const remove = useDeleteBroadcast(broadcast.id);
  const onError = useToastError();
  const [deleting, setDeleting] = useState(false);
  return (
    <Loaded query={preview} skeleton={<Skeleton className="h-64 rounded-2xl" />}>
      {(data) => (
        <div className="grid items-start gap-10 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <Card>
            <CardHeader
              title={t("broadcasts:preview.title")}
              description={t("broadcasts:preview.lead")}
              action={
                <Button size="small" icon={RefreshCw} busy={preview.isFetching} onClick={() => void preview.refetch()}>
                  {t("broadcasts:preview.again")}
                </Button>
              }
            />
            <Numbers preview={data} />
            <div className="mt-6 flex flex-wrap items-center gap-3">
              <Start broadcast={broadcast} preview={data} />
              <Button tone="quietDanger" icon={Trash2} onClick={() => setDeleting(true)}>
                {t("common:delete")}
              </Button>
              <ConfirmDialog
                open={deleting}
                onOpenChange={setDeleting}
                title={t("broadcasts:deleteTitle", { name: broadcast.name })}
                description={t("broadcasts:deleteBody")}
                confirmLabel={t("common:delete")}
                cancelLabel={t("common:cancel")}
                busy={remove.isPending}
                onConfirm={() =>
                  remove.mutate(undefined, {
                    onError,
                    onSuccess: () => void navigate({ to: "/whatsapp/broadcasts" }),
                    onSettled: () => setDeleting(false),
                  })
                }
              />
            </div>
          </Card>
          <FirstOne sample={sampleOf(data.sample)} />
        </div>
      )}
    </Loaded>
  );
}

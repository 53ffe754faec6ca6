// A broadcast that started: how far it is, live, the way to stop it, and who got it.
import { useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CirclePause, CircleStop, Play } from "lucide-react";
import type { Broadcast, Recipient, RecipientState } from "@/api/types";
import { formatCount } from "@/lib/numbers";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { EmptyState } from "@/ui/EmptyState";
import { Progress } from "@/ui/Progress";
import { Segmented } from "@/ui/Segmented";
import { PagedList } from "../common/PagedList";
import { Row } from "../common/Rows";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { doneShare, recipientTones, RECIPIENT_STATES, totalOf } from "./counts";
import { recipientsQuery, usePauseBroadcast, useResumeBroadcast, useStopBroadcast } from "./queries";

function Stop({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation(["broadcasts", "common"]);
  const [asking, setAsking] = useState(false);
  const stop = useStopBroadcast(broadcast.id);
  const onError = useToastError();
  return (
    <>
      <Button tone="danger" icon={CircleStop} onClick={() => setAsking(true)}>
        {t("broadcasts:stop")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("broadcasts:stopTitle")}
        description={t("broadcasts:stopBody", { count: broadcast.counts.queued })}
        confirmLabel={t("broadcasts:stop")}
        cancelLabel={t("common:cancel")}
        busy={stop.isPending}
        onConfirm={() => stop.mutate(undefined, { onError, onSettled: () => setAsking(false) })}
      />
    </>
  );
}

function GoOn({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation("broadcasts");
  const resume = useResumeBroadcast(broadcast.id);
  const onError = useToastError();
  return (
    <Button icon={Play} busy={resume.isPending} onClick={() => resume.mutate(undefined, { onError })}>
      {t("goOn")}
    </Button>
  );
}

function Pause({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation("broadcasts");
  const pause = usePauseBroadcast(broadcast.id);
  const onError = useToastError();
  return (
    <Button icon={CirclePause} busy={pause.isPending} onClick={() => pause.mutate(undefined, { onError })}>
      {t("pause")}
    </Button>
  );
}

/** Why it waits in the reader's language, and who lets it go on. */
function Waiting({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation("broadcasts");
  const known = broadcast.reason_code
    ? t(`reasons.${broadcast.reason_code}` as "reasons.by_hand", { defaultValue: broadcast.reason ?? "" })
    : broadcast.reason;
  return (
    <Notice tone="warn" title={t("pausedTitle")} action={<GoOn broadcast={broadcast} />}>
      {known} {broadcast.resumes === "by_hand" ? t("pausedByHand") : t("pausedBody")}
    </Notice>
  );
}

function RecipientRow({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("broadcasts");
  const name = <bdi>{recipient.contact.name || t("nobody")}</bdi>;
  return (
    <Row
      title={
        recipient.conversation_id ? (
          <Link
            to="/inbox/$queue/$conversationId"
            params={{ queue: "all", conversationId: recipient.conversation_id }}
            className="hover:underline"
          >
            {name}
          </Link>
        ) : (
          name
        )
      }
      aside={<Badge tone={recipientTones[recipient.state]}>{t(`recipientStates.${recipient.state}`)}</Badge>}
    >
      {recipient.reason && <span className="text-ink-soft">{recipient.reason.words} · </span>}
      <Time at={recipient.at} />
    </Row>
  );
}

export function RunningPart({ broadcast }: { broadcast: Broadcast }) {
  const { t, i18n } = useTranslation("broadcasts");
  const [state, setState] = useState<RecipientState | "all">("all");
  const recipients = useInfiniteQuery(recipientsQuery(broadcast.id, state));
  const { counts } = broadcast;
  return (
    <div className="flex flex-col gap-6">
      {broadcast.state === "paused" && <Waiting broadcast={broadcast} />}
      <Card>
        <div className="mb-4 flex flex-wrap items-end justify-between gap-4">
          <p>
            <span className="block font-serif text-4xl font-medium">{Math.round(doneShare(counts) * 100)} %</span>
            <span className="text-ink-soft">
              {t("soFar", { count: totalOf(counts) - counts.queued, total: formatCount(totalOf(counts), i18n.language) })}
            </span>
          </p>
          {(broadcast.state === "sending" || broadcast.state === "paused") && (
            <div className="flex flex-wrap gap-2">
              {broadcast.state === "sending" && <Pause broadcast={broadcast} />}
              <Stop broadcast={broadcast} />
            </div>
          )}
        </div>
        <Progress value={doneShare(counts)} label={t("progress")} />
        <dl aria-live="polite" className="mt-5 grid grid-cols-3 gap-x-4 gap-y-3 sm:grid-cols-6">
          {RECIPIENT_STATES.map((which) => (
            <div key={which}>
              <dt className="text-sm text-ink-faint">{t(`recipientStates.${which}`)}</dt>
              <dd className="text-lg font-medium">{formatCount(counts[which], i18n.language)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <section aria-label={t("results")}>
        <h2 className="mb-3 font-serif text-lg font-medium">{t("results")}</h2>
        <div className="mb-4">
          <Segmented
            small
            label={t("results")}
            value={state}
            onChange={setState}
            options={[
              { value: "all" as const, label: t("all") },
              ...RECIPIENT_STATES.filter((which) => counts[which] > 0).map((which) => ({
                value: which,
                label: t(`recipientStates.${which}`),
              })),
            ]}
          />
        </div>
        <PagedList query={recipients} label={t("results")} empty={<EmptyState title={t("noResults")} />}>
          {(recipient) => <RecipientRow key={recipient.contact.id} recipient={recipient} />}
        </PagedList>
      </section>
    </div>
  );
}

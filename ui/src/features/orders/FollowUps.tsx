// The messages after a purchase, as lines: what is due and can be taken out, what was sent, and what was not and why.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { FollowUp, FollowUpState } from "@/api/types";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { loneLink } from "@/ui/TextLink";
import { useToastError } from "../common/notify";
import { Time } from "../common/Time";
import { ofOrderQuery, useCancelFollowUp } from "./afterQueries";
import { shownNumber } from "./words";

const tones: Record<FollowUpState, Tone> = { due: "brass", sent: "good", not_sent: "warn", cancelled: "plain" };

export function FollowUpLine({ one, withOrder = false }: { one: FollowUp; withOrder?: boolean }) {
  const { t } = useTranslation(["orders", "common"]);
  const cancels = useMay("handle_signals");
  const cancel = useCancelFollowUp();
  const onError = useToastError();
  const [asking, setAsking] = useState(false);
  const kind = t(`orders:after.kinds.${one.kind}`);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium">{kind}</span>
          <Badge tone={tones[one.state]}>{t(`orders:after.states.${one.state}`)}</Badge>
          <span className="text-sm text-ink-faint">
            <Time at={one.state === "due" ? one.due_at : one.state_at} exact />
          </span>
        </p>
        {withOrder && (
          <p className="mt-0.5 text-sm [overflow-wrap:anywhere]">
            <Link to="/orders/$orderId" params={{ orderId: one.order_id }} className={loneLink}>
              {t("orders:orderTitle", { number: shownNumber(one.number ?? "") })}
            </Link>
            {one.contact && (
              <>
                {" · "}
                <bdi>{one.contact.name}</bdi>
              </>
            )}
          </p>
        )}
        {one.reason && <p className="mt-0.5 text-pretty text-ink-soft">{t(`orders:after.reasons.${one.reason}`)}</p>}
        {one.cancelled_by && <p className="mt-0.5 text-ink-soft">{t("orders:after.cancelledBy", { name: one.cancelled_by })}</p>}
        {one.sent_text && (
          <p dir="auto" className="mt-1 whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]">
            {one.sent_text}
          </p>
        )}
        {one.conversation_id && (
          <p className="mt-0.5 text-sm">
            <Link to="/inbox/$queue/$conversationId" params={{ queue: "all", conversationId: one.conversation_id }} className={loneLink}>
              {t("orders:openConversation")}
            </Link>
          </p>
        )}
      </div>
      {one.state === "due" && cancels && (
        <Button
          size="small"
          busy={cancel.isPending}
          aria-label={t("orders:after.cancelOne", { kind, number: shownNumber(one.number ?? "") })}
          onClick={() => setAsking(true)}
        >
          {t("orders:after.cancel")}
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("orders:after.cancelTitle", { kind })}
        description={t("orders:after.cancelBody")}
        confirmLabel={t("orders:after.cancel")}
        cancelLabel={t("common:cancel")}
        busy={cancel.isPending}
        onConfirm={() => cancel.mutate(one.id, { onError, onSettled: () => setAsking(false) })}
      />
    </li>
  );
}

/** Beside an order; nothing where there is none. */
export function OrderFollowUps({ order }: { order: string }) {
  const { t } = useTranslation("orders");
  const found = useQuery(ofOrderQuery(order));
  if (!found.data || found.data.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("after.title")} />
      <ul className="-my-3 divide-y divide-line">
        {found.data.map((one) => (
          <FollowUpLine key={one.id} one={one} />
        ))}
      </ul>
    </Card>
  );
}

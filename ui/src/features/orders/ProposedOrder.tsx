// The same again, beside the conversation: what the customer ordered last, to be made an order or declined.
import { useId, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { Order, OrderItem, OrderProposal } from "@/api/types";
import { formatAmount } from "@/lib/money";
import { Button } from "@/ui/Button";
import { takeFocus } from "@/ui/takeFocus";
import { textLink } from "@/ui/TextLink";
import { ErrorNotice } from "../common/ErrorNotice";
import { useToastError } from "../common/notify";
import { Time } from "../common/Time";
import { formatQuantity, times } from "./amounts";
import { proposalQuery, useDecideProposal } from "./proposalQueries";

function Line({ item, currency }: { item: OrderItem; currency: string }) {
  const { i18n } = useTranslation();
  const money = (amount: string) => formatAmount(amount, currency, i18n.language);
  const quantity = formatQuantity(item.quantity, i18n.language);
  const amount = item.unit_price == null ? null : times(item.quantity, item.unit_price);
  return (
    <li className="flex items-baseline justify-between gap-3 py-1.5">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {quantity} × <bdi>{item.name}</bdi>
        {item.unit_price != null && item.quantity !== "1" && (
          <span className="block text-sm text-ink-faint">
            {quantity} × {money(item.unit_price)}
          </span>
        )}
      </span>
      {amount !== null && <span className="shrink-0">{money(amount)}</span>}
    </li>
  );
}

/** Its lines, and what they came to. */
function Basket({ order }: { order: Order }) {
  const { t, i18n } = useTranslation("orders");
  return (
    <>
      {order.items.length > 0 ? (
        <ul aria-label={t("items")} className="divide-y divide-line">
          {order.items.map((item, index) => (
            <Line key={index} item={item} currency={order.currency} />
          ))}
        </ul>
      ) : (
        <p className="text-sm text-ink-soft">{t("noItems")}</p>
      )}
      {order.total != null && (
        <>
          <p className="flex items-baseline justify-between gap-3 font-semibold">
            <span>{t("total")}</span> <span>{formatAmount(order.total, order.currency, i18n.language)}</span>
          </p>
          <p className="text-sm text-ink-soft">{t("proposal.prices")}</p>
        </>
      )}
    </>
  );
}

function Decided({ decided }: { decided: OrderProposal }) {
  const { t } = useTranslation("orders");
  const made = decided.state === "ordered" ? decided.order_id : null;
  return (
    <p role="status" tabIndex={-1} ref={takeFocus} className="rounded-xl bg-sunken p-3.5 text-sm outline-none dark:bg-raised">
      {t(made ? "proposal.ordered" : "proposal.declined")}{" "}
      {made && (
        <Link to="/orders/$orderId" params={{ orderId: made }} className={textLink}>
          {t("look")}
        </Link>
      )}
    </p>
  );
}

export function ProposedOrder({ conversation }: { conversation: string }) {
  const { t } = useTranslation("orders");
  const writes = useMay("write_orders");
  const found = useQuery(proposalQuery(conversation));
  const decide = useDecideProposal(conversation);
  const onError = useToastError();
  const title = useId();
  const open = found.data;
  // What became of an earlier one says nothing of a later one that somebody else decided.
  const [last, setLast] = useState<string>();
  if (open && open.id !== last) setLast(open.id);
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (!open) return decide.data?.id === last && decide.data ? <Decided decided={decide.data} /> : null;
  const press = (wanted: boolean) => decide.mutate({ id: open.id, wanted }, { onError });
  return (
    <section aria-labelledby={title} className="flex flex-col gap-2 rounded-xl p-3.5 ring-1 ring-brass-line ring-inset">
      <h4 id={title} className="font-medium">
        {t("proposal.title")}
      </h4>
      <p className="text-sm text-pretty text-ink-soft">{t("proposal.lead")}</p>
      <Basket order={open.repeats} />
      <p className="text-sm text-ink-faint">
        {t("proposal.before")}{" "}
        <Link to="/orders/$orderId" params={{ orderId: open.repeats.id }} className={textLink}>
          <Time at={open.repeats.placed_at} />
        </Link>
      </p>
      {writes && (
        <div className="mt-1 flex flex-wrap gap-2">
          <Button size="small" tone="primary" busy={decide.isPending} onClick={() => press(true)}>
            {t("proposal.confirm")}
          </Button>
          <Button size="small" disabled={decide.isPending} onClick={() => press(false)}>
            {t("proposal.decline")}
          </Button>
        </div>
      )}
    </section>
  );
}

// What a customer ordered, beside their conversation: what they want again, how much, how often, the last orders, and a new
// one in one click more.
import { lazy, Suspense, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Plus } from "lucide-react";
import { useMay } from "@/api/me";
import type { Order, OrdersSummary } from "@/api/types";
import { formatAmount } from "@/lib/money";
import { Button } from "@/ui/Button";
import { loneLink } from "@/ui/TextLink";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { StateBadge } from "./OrderState";
import { ProposedOrder } from "./ProposedOrder";
import { summaryQuery } from "./queries";
import { shownNumber, useOrderWords } from "./words";

/** Orders shown; the rest is a click away. */
const SHOWN = 3;

const AddOrder = lazy(() => import("./AddOrder"));

function OrderLine({ order }: { order: Order }) {
  const { i18n } = useTranslation("orders");
  const words = useOrderWords();
  return (
    <li>
      <Link
        to="/orders/$orderId"
        params={{ orderId: order.id }}
        className="-mx-2 block rounded-lg px-2 py-1.5 transition-colors hover:bg-sunken dark:hover:bg-raised"
      >
        <span className="flex items-baseline justify-between gap-3">
          <bdi className="min-w-0 truncate">{words.things(order) || shownNumber(order.number)}</bdi>
          {order.total != null && <span className="shrink-0 font-medium">{formatAmount(order.total, order.currency, i18n.language)}</span>}
        </span>
        <span className="mt-1 flex items-center justify-between gap-3 text-sm text-ink-faint">
          <span className="flex flex-wrap gap-1.5">
            <StateBadge order={order} />
          </span>
          <Time at={order.placed_at} />
        </span>
      </Link>
    </li>
  );
}

function Facts({ summary }: { summary: OrdersSummary }) {
  const { t, i18n } = useTranslation("orders");
  const { rhythm, value_90_days: values } = summary;
  if (!rhythm && values.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
      {values.length > 0 && (
        <>
          <dt className="text-sm text-ink-faint">{t("panel.value")}</dt>
          <dd className="text-end font-medium">
            {values.map(({ value, currency }) => formatAmount(value, currency, i18n.language)).join(" + ")}
          </dd>
        </>
      )}
      {rhythm && (
        <>
          <dt className="text-sm text-ink-faint">{t("panel.rhythm")}</dt>
          <dd className="text-end">
            {t("panel.every", { count: rhythm.every_days })}
            {rhythm.late_days > 0 && <span className="font-medium text-warn">, {t("panel.late", { count: rhythm.late_days })}</span>}
          </dd>
        </>
      )}
    </dl>
  );
}

function LastOrders({ contact }: { contact: string }) {
  const { t } = useTranslation("orders");
  const query = useQuery(summaryQuery(contact));
  return (
    <Loaded query={query}>
      {(summary) =>
        summary.last.length === 0 ? (
          <p className="text-sm text-ink-soft">{t("panel.noneYet")}</p>
        ) : (
          <>
            <Facts summary={summary} />
            <ul aria-label={t("panel.last")} className="flex flex-col gap-1">
              {summary.last.slice(0, SHOWN).map((order) => (
                <OrderLine key={order.id} order={order} />
              ))}
            </ul>
            {summary.last.length > SHOWN && (
              <Link to="/orders" search={{ contact }} className={`text-sm ${loneLink}`}>
                {t("allTheirs")}
              </Link>
            )}
          </>
        )
      }
    </Loaded>
  );
}

export function CustomerOrders({ contact, conversation }: { contact: { id: string; name: string }; conversation: string }) {
  const { t } = useTranslation("orders");
  const [reads, writes] = [useMay("read_orders"), useMay("write_orders")];
  const [adding, setAdding] = useState(false);
  if (!reads) return null;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3 border-t border-line pt-5">
      <h3 className="text-sm text-ink-faint">{t("title")}</h3>
      <ProposedOrder key={conversation} conversation={conversation} />
      <LastOrders contact={contact.id} />
      {writes && (
        <div>
          <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
            {t("add")}
          </Button>
        </div>
      )}
      <Suspense>{adding && <AddOrder contact={contact} onClose={() => setAdding(false)} />}</Suspense>
    </section>
  );
}

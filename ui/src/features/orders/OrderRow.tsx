// An order as a line of a list: whose, how far, how much, when.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Order } from "@/api/types";
import { formatAmount } from "@/lib/money";
import { Badge } from "@/ui/Badge";
import { Time } from "../common/Time";
import { StateBadge } from "./OrderState";
import { shownNumber, useOrderWords } from "./words";

export function OrderRow({ order }: { order: Order }) {
  const { t, i18n } = useTranslation("orders");
  const words = useOrderWords();
  const things = words.things(order);
  return (
    <li>
      <Link
        to="/orders/$orderId"
        params={{ orderId: order.id }}
        className="flex gap-4 px-4 py-3.5 -outline-offset-2 transition-colors hover:bg-sunken sm:px-5 dark:hover:bg-raised"
      >
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <bdi className={order.contact ? "font-medium [overflow-wrap:anywhere]" : "font-medium text-ink-soft [overflow-wrap:anywhere]"}>
              {words.customer(order)}
            </bdi>
            <StateBadge order={order} />
            {order.matched_by === "unsure" && <Badge tone="warn">{t("unsure")}</Badge>}
            {order.matched_by === "nobody" && <Badge>{t("nobody")}</Badge>}
          </span>
          <span className="mt-1 block text-sm [overflow-wrap:anywhere] text-ink-faint">
            <bdi title={order.number}>{shownNumber(order.number)}</bdi> · {words.source(order)}
            {things && (
              <>
                {" · "}
                <bdi>{things}</bdi>
              </>
            )}
          </span>
        </span>
        <span className="shrink-0 text-end">
          {order.total != null && <span className="block font-medium">{formatAmount(order.total, order.currency, i18n.language)}</span>}
          <span className="mt-1 block text-sm text-ink-faint">
            <Time at={order.placed_at} />
          </span>
        </span>
      </Link>
    </li>
  );
}

// One order: what was bought, how far it has come, whose it is.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { Order } from "@/api/types";
import { Card, CardHeader } from "@/ui/Card";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { OrderFollowUps } from "./FollowUps";
import { ItemsTable } from "./ItemsTable";
import { OrdersPage } from "./OrdersPage";
import { StateBadge, StateButtons } from "./OrderState";
import { ParcelCard } from "./ParcelCard";
import { orderQuery } from "./queries";
import { WhoseCard } from "./WhoseCard";
import { shownNumber, useOrderWords } from "./words";

function Details({ order }: { order: Order }) {
  const { t } = useTranslation("orders");
  const words = useOrderWords();
  const writes = useMay("write_orders");
  return (
    <OrdersPage
      title={t("orderTitle", { number: shownNumber(order.number) })}
      back="/orders"
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <StateBadge order={order} />
          <span>
            {words.source(order)} · <Time at={order.placed_at} exact />
          </span>
        </span>
      }
      action={writes && <StateButtons order={order} />}
    >
      <div className="flex flex-col gap-6">
        <Card>
          <CardHeader title={t("items")} />
          <ItemsTable order={order} />
        </Card>
        <ParcelCard order={order} />
        <OrderFollowUps order={order.id} />
        <WhoseCard order={order} />
        <p className="text-sm text-ink-faint">
          {t("stateSince", { state: t(`states.${order.state}`) })} <Time at={order.state_at} exact />
        </p>
      </div>
    </OrdersPage>
  );
}

export function OrderScreen() {
  const { t } = useTranslation("orders");
  const { orderId = "" } = useParams({ strict: false });
  const order = useQuery(orderQuery(orderId));
  if (order.data) return <Details key={order.data.id} order={order.data} />;
  return (
    <OrdersPage title={t("order")} back="/orders">
      <Loaded query={order}>{() => null}</Loaded>
    </OrdersPage>
  );
}

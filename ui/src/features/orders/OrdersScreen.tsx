// The order book: every order the shop heard of, and those that wait for a person to say whose they are.
import { useCallback, useState } from "react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Plus, SearchX, ShoppingBag } from "lucide-react";
import { useMay } from "@/api/me";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { PagedList } from "../common/PagedList";
import { AddOrder } from "./AddOrder";
import { FilterBar } from "./FilterBar";
import { filtered, readOrderFilters } from "./filters";
import { OrderPages } from "./OrderPages";
import { OrderRow } from "./OrderRow";
import { OrdersPage } from "./OrdersPage";
import { ordersQuery, unsureQuery } from "./queries";
import { SearchBox } from "./SearchBox";

/** Orders that ask whose they are: nobody is counted as their buyer until somebody says. */
function UnsureNotice() {
  const { t } = useTranslation("orders");
  const unsure = useQuery(unsureQuery);
  const count = unsure.data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <div className="mb-5">
      <Notice
        tone="warn"
        title={unsure.data?.next_cursor ? t("manyUnsure", { count }) : t("someUnsure", { count })}
        action={
          <Button asChild>
            <Link to="/orders" search={{ whose: "unsure" }}>
              {t("look")}
            </Link>
          </Button>
        }
      >
        {t("unsureMeans")}
      </Notice>
    </div>
  );
}

export function OrdersScreen() {
  const { t } = useTranslation("orders");
  const filters = readOrderFilters(useSearch({ strict: false }));
  const navigate = useNavigate();
  const writes = useMay("write_orders");
  const orders = useInfiniteQuery({ ...ordersQuery(filters), placeholderData: keepPreviousData });
  const look = useCallback(
    (q: string) => {
      const rest = (search: Record<string, unknown>) => {
        const others = readOrderFilters(search);
        delete others.q;
        return q ? { ...others, q } : others;
      };
      void navigate({ to: "/orders", search: rest, replace: true });
    },
    [navigate],
  );
  const [adding, setAdding] = useState(false);
  const add = writes && (
    <Button tone="primary" icon={Plus} onClick={() => setAdding(true)}>
      {t("add")}
    </Button>
  );
  const any = filtered(filters);
  return (
    <OrdersPage
      wide
      title={t("title")}
      description={t("lead")}
      action={
        <>
          <OrderPages />
          {add}
        </>
      }
    >
      {!filters.whose && writes && <UnsureNotice />}
      <SearchBox q={filters.q ?? ""} onSearch={look} />
      <FilterBar
        filters={filters}
        name={filters.contact ? orders.data?.pages[0]?.items[0]?.contact?.name : undefined}
        onChange={(next) => void navigate({ to: "/orders", search: { ...next }, replace: true })}
      />
      <PagedList
        query={orders}
        label={t("title")}
        empty={
          any ? (
            <EmptyState
              icon={SearchX}
              title={filters.q ? t("search.none", { q: filters.q }) : t("noneTitle")}
              action={
                <Button asChild>
                  <Link to="/orders">{t("clear")}</Link>
                </Button>
              }
            >
              {t(filters.q ? "search.noneBody" : "noneBody")}
            </EmptyState>
          ) : (
            <EmptyState icon={ShoppingBag} title={t("emptyTitle")} action={add}>
              {t("emptyBody")}
            </EmptyState>
          )
        }
      >
        {(order) => <OrderRow key={order.id} order={order} />}
      </PagedList>
      {adding && <AddOrder onClose={() => setAdding(false)} />}
    </OrdersPage>
  );
}

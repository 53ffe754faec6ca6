// The order book: lists, one order, what changes it, and customers to give it to.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { HistoryWanted, ProductsWanted, NewOrder, NewOrdersConnection, Order, OrderChange, OrderTaken } from "@/api/types";
import { pagedQuery } from "../common/pages";
import { asQuery, type OrderFilters } from "./filters";

/** Customers a search offers. */
const CUSTOMERS_AT_ONCE = 20;

export const ordersQuery = (filters: OrderFilters) =>
  pagedQuery<Order>(key("orders", filters), (cursor) =>
    dataOf(api.GET("/api/v1/orders", { params: { query: { ...asQuery(filters), ...(cursor !== undefined && { cursor }) } } })),
  );

/** The last order that was placed: what is written down next is mostly in its currency. */
export const newestQuery = queryOptions({
  queryKey: key("orders", "newest"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/orders", { params: { query: { limit: 1 } } }))).items[0] ?? null,
});

/** What a customer ordered, in short. */
export const summaryQuery = (contact: string) =>
  queryOptions({
    queryKey: key("orders", "summary", contact),
    queryFn: () => dataOf(api.GET("/api/v1/contacts/{id}/orders-summary", { params: { path: { id: contact } } })),
  });

export const revenueQuery = (within_days: number, currency: string | undefined) =>
  queryOptions({
    queryKey: key("orders", "revenue", within_days, currency ?? null),
    queryFn: () => dataOf(api.GET("/api/v1/revenue", { params: { query: { within_days, ...(currency && { currency }) } } })),
  });

/** Says what an hour of the team costs; nothing takes the time out of the cost. */
export function useTeamCost() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hourly_cost_micros: number | null) => api.PUT("/api/v1/revenue/costs", { body: { hourly_cost_micros } }),
    onSuccess: () => client.invalidateQueries({ queryKey: key("orders", "revenue") }),
  });
}

/** How far the import that runs has come. */
export const importQuery = queryOptions({
  queryKey: key("orders-import"),
  queryFn: () => dataOf(api.GET("/api/v1/orders/import")),
  staleTime: 0,
});

/** What became of the last file that was taken in, by its id: nothing of it changes any more. */
export const lastImportQuery = (id: string) =>
  queryOptions({
    queryKey: key("orders-imported", id),
    queryFn: () => dataOf(api.GET("/api/v1/orders/import/last")),
    staleTime: Infinity,
  });

/** Stops it where it is: what was taken stays. */
export const stopImport = () => api.DELETE("/api/v1/orders/import");

/** Puts what became of the last file away, for everybody. */
export const dismissImport = () => api.DELETE("/api/v1/orders/import/last");

export const connectionsQuery = queryOptions({
  queryKey: key("connections", "shops"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/orders/connections"))).items,
});

/** Those that ask whose they are, as many as one page holds. */
export const unsureQuery = queryOptions({
  queryKey: key("orders", "unsure"),
  queryFn: () => dataOf(api.GET("/api/v1/orders", { params: { query: { matched_by: "unsure", limit: 100 } } })),
});

export const orderQuery = (id: string) =>
  queryOptions({ queryKey: key("order", id), queryFn: () => dataOf(api.GET("/api/v1/orders/{id}", { params: { path: { id } } })) });

export interface FoundCustomer {
  id: string;
  name: string;
  /** How they can be told apart from others of the name. */
  more: string | null;
  conversation: string;
}

/** Customers by name or number, each once. */
export const customersQuery = (q: string) =>
  queryOptions({
    queryKey: key("conversations", "customers", q),
    queryFn: async () => {
      const { items } = await dataOf(
        api.GET("/api/v1/conversations", { params: { query: { queue: "all", limit: CUSTOMERS_AT_ONCE, ...(q && { q }) } } }),
      );
      const found = new Map<string, FoundCustomer>();
      for (const { id, contact } of items)
        if (!found.has(contact.id)) {
          const handle = contact.phone ?? (contact.username ? `@${contact.username}` : null);
          found.set(contact.id, {
            id: contact.id,
            name: contact.name || handle || "",
            more: contact.name ? handle : null,
            conversation: id,
          });
        }
      return [...found.values()];
    },
  });

function useFresh() {
  const client = useQueryClient();
  return async (order: Order) => {
    client.setQueryData(orderQuery(order.id).queryKey, order);
    await client.invalidateQueries({ queryKey: key("orders") });
  };
}

export interface Added {
  order: Order;
  /** Its number was known: that order was changed. */
  known: boolean;
  /** What was written as the phone and is none. */
  phoneNotRead: string | undefined;
}

export function useAddOrder() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: async (body: NewOrder): Promise<Added> => {
      const { data, response } = await api.POST("/api/v1/orders", { body });
      const taken = data as OrderTaken;
      return { order: taken, known: response.status === 200, phoneNotRead: taken.phone_not_read ?? undefined };
    },
    onSuccess: ({ order }) => fresh(order),
  });
}

export function useChangeOrder(id: string) {
  return useMutation({
    mutationFn: (body: OrderChange) => dataOf(api.PATCH("/api/v1/orders/{id}", { params: { path: { id } }, body })),
    onSuccess: useFresh(),
  });
}

const useFreshShops = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
};

export function useConnectShop() {
  return useMutation({
    mutationFn: (body: NewOrdersConnection) => dataOf(api.POST("/api/v1/orders/connections", { body })),
    onSuccess: useFreshShops(),
  });
}

export function useDropShop() {
  return useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/orders/connections/{id}", { params: { path: { id } } }),
    onSuccess: useFreshShops(),
  });
}

/** Asks a shop for the orders it had before. */
export function usePullHistory(id: string) {
  return useMutation({
    mutationFn: (body: HistoryWanted) => dataOf(api.POST("/api/v1/orders/connections/{id}/history", { params: { path: { id } }, body })),
    onSuccess: useFreshShops(),
  });
}

/** From now on the assistant knows what a shop sells. */
export function useKnowProducts(id: string) {
  return useMutation({
    mutationFn: (body: ProductsWanted) => dataOf(api.PUT("/api/v1/orders/connections/{id}/products", { params: { path: { id } }, body })),
    onSuccess: useFreshShops(),
  });
}

export function useForgetProducts() {
  return useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/orders/connections/{id}/products", { params: { path: { id } } }),
    onSuccess: useFreshShops(),
  });
}

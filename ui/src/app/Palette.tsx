// The palette of the shell: every command by name, and the orders that what is typed may mean.
import { useDeferredValue, useEffect, useState } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import { useOfferedCommands } from "@/lib/commands";
import CommandPalette, { type PaletteCommand } from "@/ui/CommandPalette";

/** Orders that are offered by name. */
const ORDERS = 5;
/** Letters before orders are looked for, and how long the hand rests before, in milliseconds. */
const FEWEST = 2;
const REST = 200;

const foundQuery = (q: string) => ({
  queryKey: key("orders", "found", q),
  queryFn: async () => (await dataOf(api.GET("/api/v1/orders", { params: { query: { q, limit: ORDERS } } }))).items,
});

/** Orders by number or name, and the way to all of them. */
function useOrders(typed: string): PaletteCommand[] {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const reads = useMay("read_orders");
  const [q, setQ] = useState("");
  const wanted = useDeferredValue(typed.trim());
  useEffect(() => {
    const rest = setTimeout(() => setQ(wanted), REST);
    return () => clearTimeout(rest);
  }, [wanted]);
  const asks = reads && q.length >= FEWEST;
  const found = useQuery({ ...foundQuery(q), enabled: asks, placeholderData: keepPreviousData });
  if (!asks || wanted.length < FEWEST) return [];
  const group = t("groups.orders");
  const one = (found.data ?? []).map((order) => ({
    id: `order-${order.id}`,
    label: [order.number, order.contact?.name ?? order.customer.name].filter(Boolean).join(" · "),
    group,
    run: () => void navigate({ to: "/orders/$orderId", params: { orderId: order.id } }),
  }));
  const all = {
    id: "orders-found",
    label: t("commands.inOrders", { typed: wanted }),
    group,
    run: () => void navigate({ to: "/orders", search: { q: wanted } }),
  };
  return [...one, all];
}

export default function Palette({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation(["shell", "common"]);
  const [typed, setTyped] = useState("");
  return (
    <CommandPalette
      open
      onOpenChange={onOpenChange}
      commands={useOfferedCommands()}
      found={useOrders(typed)}
      onType={setTyped}
      words={{
        title: t("shell:commands.title"),
        placeholder: t("shell:commands.placeholder"),
        nothing: t("shell:commands.nothing"),
        close: t("common:close"),
      }}
    />
  );
}

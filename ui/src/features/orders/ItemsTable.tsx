// What was ordered, line by line, with its sum. On a phone each line is two: the thing, and how many at which price.
import { useTranslation } from "react-i18next";
import type { Order } from "@/api/types";
import { formatAmount } from "@/lib/money";
import { formatQuantity, isZero, sum, times } from "./amounts";

function SumLine({ name, amount, strong = false }: { name: string; amount: string; strong?: boolean }) {
  return (
    <tr className={strong ? "font-semibold" : "text-ink-soft"}>
      <th scope="row" className={strong ? "pt-2 text-start font-semibold" : "pt-2 text-start font-normal"}>
        {name}
      </th>
      <td colSpan={2} className="max-sm:hidden" />
      <td className="pt-2 ps-3 text-end whitespace-nowrap">{amount}</td>
    </tr>
  );
}

export function ItemsTable({ order }: { order: Order }) {
  const { t, i18n } = useTranslation("orders");
  const money = (amount: string) => formatAmount(amount, order.currency, i18n.language);
  const sums = order.items.map(({ quantity, unit_price }) => (unit_price == null ? null : times(quantity, unit_price)));
  const lines = order.items.length > 0 ? sum(sums) : null;
  const { total, refunded } = order;
  // Delivery, a discount, tax: whatever the lines do not say.
  const rest = lines !== null && total != null ? sum([total, times(lines, "-1")]) : null;
  if (order.items.length === 0 && total == null) return <p className="text-ink-faint">{t("noItems")}</p>;
  return (
    <table className="w-full">
      <caption className="sr-only">{t("items")}</caption>
      {order.items.length > 0 && (
        <>
          <thead className="text-sm text-ink-faint">
            <tr className="border-b border-line">
              <th scope="col" className="py-1.5 text-start font-normal">
                {t("item.name")}
              </th>
              <th scope="col" className="px-3 py-1.5 text-end font-normal max-sm:hidden">
                {t("item.quantity")}
              </th>
              <th scope="col" className="px-3 py-1.5 text-end font-normal max-sm:hidden">
                {total != null && t("item.price")}
              </th>
              <th scope="col" className="py-1.5 ps-3 text-end font-normal">
                {total != null ? t("item.sum") : <span className="sm:sr-only">{t("item.quantity")}</span>}
              </th>
            </tr>
          </thead>
          <tbody>
            {order.items.map((item, index) => {
              const quantity = formatQuantity(item.quantity, i18n.language);
              const price = item.unit_price == null ? null : money(item.unit_price);
              const amount = sums[index];
              return (
                <tr key={index} className="border-b border-line align-top">
                  <td className="py-2.5 pe-3 [overflow-wrap:anywhere]">
                    <bdi>{item.name}</bdi>
                    {item.sku && item.sku !== item.name && <span className="block text-sm text-ink-faint">{item.sku}</span>}
                    {price && (
                      <span className="block text-sm text-ink-faint sm:hidden">
                        {quantity} × {price}
                      </span>
                    )}
                  </td>
                  <td className="px-3 py-2.5 text-end max-sm:hidden">{quantity}</td>
                  <td className="px-3 py-2.5 text-end whitespace-nowrap max-sm:hidden">{price}</td>
                  <td className="py-2.5 ps-3 text-end whitespace-nowrap">
                    {amount != null ? money(amount) : <span className="sm:hidden">{quantity}</span>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </>
      )}
      {total != null && (
        <tfoot>
          {rest !== null && !isZero(rest) && <SumLine name={t(rest.startsWith("-") ? "lessThanLines" : "besides")} amount={money(rest)} />}
          <SumLine strong name={t("total")} amount={money(total)} />
          {refunded != null && !isZero(refunded) && <SumLine name={t("paidBack")} amount={money(`-${refunded}`)} />}
        </tfoot>
      )}
    </table>
  );
}

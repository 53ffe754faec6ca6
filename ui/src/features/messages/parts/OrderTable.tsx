// A customer's basket as a table. Prices are text as WhatsApp gave them; a sum stands only where every line of its currency can be summed.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Drawable } from "@/api/messageTypes";
import { formatMoney, orderOf } from "./order";
import { Words } from "../Words";

export function OrderTable({ message, fallback }: { message: Drawable; fallback: ReactNode }) {
  const { t, i18n } = useTranslation("messages");
  const order = orderOf(message.content);
  if (order.lines.length === 0) return <>{fallback}</>;
  const language = i18n.language;
  const comment = message.text?.split("\n").slice(0, -order.lines.length).join("\n");
  return (
    <div className="flex flex-col gap-2">
      <p className="font-medium">{t("kinds.order")}</p>
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-current/20 text-start opacity-80">
              <th className="py-1 pe-3 text-start font-medium">{t("order.product")}</th>
              <th className="px-3 py-1 text-end font-medium max-sm:hidden">{t("order.quantity")}</th>
              <th className="py-1 ps-3 text-end font-medium max-sm:hidden">{t("order.price")}</th>
              <th className="py-1 ps-3 text-end font-medium">{t("order.line")}</th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line, index) => (
              <tr key={index} className="border-b border-current/10">
                <td className="py-1.5 pe-3 [overflow-wrap:anywhere]">
                  {line.product}
                  <span className="block text-xs opacity-80 sm:hidden">
                    {line.quantity} × {formatMoney(line.price, line.currency, language)}
                  </span>
                </td>
                <td className="px-3 py-1.5 text-end max-sm:hidden">{line.quantity}</td>
                <td className="py-1.5 ps-3 text-end whitespace-nowrap max-sm:hidden">{formatMoney(line.price, line.currency, language)}</td>
                <td className="py-1.5 ps-3 text-end whitespace-nowrap">{formatMoney(line.sum, line.currency, language)}</td>
              </tr>
            ))}
          </tbody>
          {order.totals.length > 0 && (
            <tfoot>
              {order.totals.map((total) => (
                <tr key={total.currency}>
                  <th scope="row" className="pt-1.5 text-start font-semibold">
                    {t("order.total")}
                  </th>
                  <td colSpan={2} className="max-sm:hidden" />
                  <td className="pt-1.5 ps-3 text-end font-semibold whitespace-nowrap">
                    {formatMoney(total.amount, total.currency, language)}
                  </td>
                </tr>
              ))}
            </tfoot>
          )}
        </table>
      </div>
      {comment && <Words text={comment} />}
    </div>
  );
}

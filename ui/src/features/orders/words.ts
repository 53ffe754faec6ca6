// How an order is called: by its customer, its number, its source.
import { useTranslation } from "react-i18next";
import type { Order } from "@/api/types";
import { formatPhone } from "@/lib/phone";
import { formatQuantity } from "./amounts";

/** Things named in a line; the rest is a count. */
const NAMED = 2;

/** A number nobody gave, such as that of a basket from WhatsApp, is too long to say: its end tells orders apart. */
export const shownNumber = (number: string) => (/^\d{13,}$/.test(number) ? `…${number.slice(-6)}` : number);

export function useOrderWords() {
  const { t, i18n } = useTranslation("orders");
  return {
    /** Whose it is, as well as it is known. */
    customer({ contact, customer }: Order): string {
      return contact?.name || customer.name || (customer.phone && formatPhone(customer.phone)) || customer.email || t("noName");
    },
    source({ source, shop }: Pick<Order, "source" | "shop">): string {
      const name = i18n.exists(`orders:sources.${source}`) ? t(`sources.${source as "manual"}`) : source;
      return shop ? `${name} ${shop}` : name;
    },
    /** "2 × Panettone, Focaccia and 3 more". */
    things({ items }: Order): string {
      const named = items
        .slice(0, NAMED)
        .map(({ quantity, name }) => (quantity === "1" ? name : `${formatQuantity(quantity, i18n.language)} × ${name}`))
        .join(", ");
      return items.length > NAMED ? t("andMore", { named, count: items.length - NAMED }) : named;
    },
  };
}

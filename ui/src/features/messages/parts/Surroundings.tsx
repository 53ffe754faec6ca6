// What stands above a message: the advertisement it came from, that it was forwarded, the product it asks about.
import { useTranslation } from "react-i18next";
import { ArrowUpRight, Forward, Megaphone, Package } from "lucide-react";
import type { Drawable } from "@/api/messageTypes";
import { recordOf, textAt } from "@/lib/json";
import { Icon } from "@/ui/Icon";
import { webAddress } from "./Interactive";

function Advertisement({ referral }: { referral: Record<string, unknown> }) {
  const { t } = useTranslation("messages");
  const [headline, body, address] = [textAt(referral, "headline"), textAt(referral, "body"), webAddress(textAt(referral, "source_url"))];
  return (
    <aside aria-label={t("referral.title")} className="mb-2 rounded-lg bg-current/7 px-3 py-2 text-sm">
      <p className="flex items-center gap-1.5 text-xs font-semibold opacity-80">
        <Icon of={Megaphone} size={13} />
        {textAt(referral, "source_type") === "post" ? t("referral.post") : t("referral.title")}
      </p>
      {headline && (
        <p dir="auto" className="mt-0.5 font-medium break-words">
          {headline}
        </p>
      )}
      {body && (
        <p dir="auto" className="line-clamp-3 break-words opacity-80">
          {body}
        </p>
      )}
      {address && (
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="mt-1 inline-flex items-center gap-1 font-medium underline underline-offset-2"
        >
          <Icon of={ArrowUpRight} size={14} className="rtl:-scale-x-100" />
          {t("referral.open")}
        </a>
      )}
    </aside>
  );
}

export function Surroundings({ message }: { message: Drawable }) {
  const { t } = useTranslation("messages");
  const content = recordOf(message.content);
  const product = textAt(content.referred_product, "product_retailer_id");
  const often = content.frequently_forwarded === true;
  return (
    <>
      {(content.forwarded === true || often) && (
        <p className="mb-1 flex items-center gap-1.5 text-xs opacity-75">
          <Icon of={Forward} size={13} className="rtl:-scale-x-100" />
          {often ? t("forwarded.often") : t("forwarded.once")}
        </p>
      )}
      {content.referral !== undefined && <Advertisement referral={recordOf(content.referral)} />}
      {product && (
        <p className="mb-1.5 flex items-center gap-1.5 rounded-lg bg-current/7 px-2.5 py-1.5 text-sm">
          <Icon of={Package} size={14} className="shrink-0" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{t("product.asked", { product })}</span>
        </p>
      )}
    </>
  );
}

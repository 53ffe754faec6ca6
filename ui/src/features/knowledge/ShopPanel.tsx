// How much of a web shop is known, since when, and where it is switched on.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ShopReport } from "@/api/types";
import { Time } from "@/features/common/Time";
import { Card, CardHeader } from "@/ui/Card";

export function ShopPanel({ shop }: { shop: ShopReport }) {
  const { t } = useTranslation("knowledge");
  return (
    <Card>
      <CardHeader title={t("shop.title")} description={t("shop.products", { count: shop.products })} />
      <div className="flex flex-col gap-1 text-sm text-ink-soft">
        {shop.read_at && (
          <p>
            {t("shop.read")} <Time at={shop.read_at} />
          </p>
        )}
        <p className="text-pretty">{t("shop.again")}</p>
        <p>
          <Link to="/orders/shops" className="text-brass underline underline-offset-2">
            {t("shop.connection")}
          </Link>
        </p>
      </div>
    </Card>
  );
}

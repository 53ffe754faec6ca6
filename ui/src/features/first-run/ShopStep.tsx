// Where, when and how: what customers ask first.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Loaded } from "../common/Loaded";
import { ShopForm } from "../shop/ShopForm";
import { shopQuery, useChangeShop } from "../shop/queries";

export function ShopStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("firstRun");
  const shop = useQuery(shopQuery);
  const change = useChangeShop();
  // A new shop's clock is most likely its owner's.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Loaded query={shop}>
      {(data) => (
        <ShopForm
          shop={{ ...data, time_zone: data.time_zone === "UTC" || !data.time_zone ? zone : data.time_zone }}
          error={change.error}
          onSave={(changes) => change.mutate(changes, { onSuccess: onDone })}
        >
          <div>
            <Button type="submit" tone="primary" size="large" busy={change.isPending}>
              {t("shop.submit")}
            </Button>
          </div>
        </ShopForm>
      )}
    </Loaded>
  );
}

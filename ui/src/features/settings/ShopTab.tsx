// The shop: what it is called, where it is, when it is open.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import { Loaded } from "../common/Loaded";
import { ShopForm } from "../shop/ShopForm";
import { shopQuery, useChangeShop } from "../shop/queries";
import { Keeping } from "../privacy/Keeping";
import { Section } from "./Section";

export default function ShopTab() {
  const { t } = useTranslation(["settings", "common"]);
  const shop = useQuery(shopQuery);
  const change = useChangeShop();
  const mayErase = useMay("manage_personal_data");
  return (
    <>
      <Section title={t("settings:tabs.shop")} description={t("settings:shop.lead")}>
        <Loaded query={shop}>
          {(data) => (
            <ShopForm
              shop={data}
              error={change.error}
              onSave={(changes) => change.mutate(changes, { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) })}
            >
              <div>
                <Button type="submit" tone="primary" busy={change.isPending}>
                  {t("common:save")}
                </Button>
              </div>
            </ShopForm>
          )}
        </Loaded>
      </Section>
      {mayErase && (
        <Section title={t("settings:keeping.title")} description={t("settings:keeping.lead")}>
          <Keeping />
        </Section>
      )}
    </>
  );
}

// The shop: what it is called, where it is, when it is open.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { toast } from "@/ui/Toast";
import { Loaded } from "../common/Loaded";
import { ShopForm } from "../shop/ShopForm";
import { shopQuery, useChangeShop } from "../shop/queries";
import { Keeping } from "../privacy/Keeping";
import { SaveRow } from "./SaveRow";
import { Section } from "./Section";

export default function ShopTab() {
  const { t } = useTranslation(["settings", "common"]);
  const shop = useQuery(shopQuery);
  const change = useChangeShop();
  const [changed, setChanged] = useState(false);
  // The form anew, with what is kept.
  const [begun, setBegun] = useState(0);
  const mayErase = useMay("manage_personal_data");
  return (
    <>
      <Section title={t("settings:tabs.shop")} description={t("settings:shop.lead")}>
        <Loaded query={shop}>
          {(data) => (
            <ShopForm
              key={begun}
              shop={data}
              error={change.error}
              onChange={() => setChanged(true)}
              onSave={(changes) =>
                change.mutate(changes, {
                  onSuccess: () => {
                    setChanged(false);
                    toast({ title: t("common:saved"), tone: "good" });
                  },
                })
              }
            >
              <SaveRow
                changed={changed}
                busy={change.isPending}
                onUndo={() => {
                  setChanged(false);
                  setBegun(begun + 1);
                }}
              />
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

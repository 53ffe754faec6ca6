// The shops somebody looks after: how each stands, added by one text, removed with a way back.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft, Plus, Store } from "lucide-react";
import { useMay } from "@/api/me";
import { useTitle } from "@/lib/pageTitle";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Card";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { Loaded } from "../common/Loaded";
import { AddSite } from "./AddSite";
import { sitesQuery } from "./queries";
import { SiteCard } from "./SiteCard";

export function FleetScreen() {
  const { t } = useTranslation(["fleet", "common"]);
  const sites = useQuery(sitesQuery);
  const may = useMay("manage_fleet");
  const [adding, setAdding] = useState(false);
  useTitle(t("fleet:title"));
  const add = may && (
    <Button tone="primary" icon={Plus} onClick={() => setAdding(true)}>
      {t("fleet:add.action")}
    </Button>
  );
  return (
    <Page
      above={
        <Link to="/health" className="inline-flex items-center gap-1.5 text-ink-soft hover:text-ink">
          <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
          {t("fleet:health")}
        </Link>
      }
      title={t("fleet:title")}
      description={t("fleet:lead")}
      action={sites.data && sites.data.length > 0 ? add : undefined}
    >
      <Loaded query={sites}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={Store} title={t("fleet:empty.title")} action={add || undefined}>
              {t("fleet:empty.body")}
            </EmptyState>
          ) : (
            <ul aria-label={t("fleet:title")} className="flex flex-col gap-4">
              {all.map((site) => (
                <SiteCard key={site.id} site={site} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Dialog
        open={adding}
        onOpenChange={setAdding}
        title={t("fleet:add.title")}
        description={t("fleet:add.body")}
        closeLabel={t("common:close")}
      >
        <AddSite onClose={() => setAdding(false)} />
      </Dialog>
    </Page>
  );
}

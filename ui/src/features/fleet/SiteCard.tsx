// One shop that is looked after: how it stands and since when, its last report, whom it belongs to, what can be done.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { FleetSite, FleetSiteFault, FleetSiteState } from "@/api/types";
import { Badge, Notice, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { Time } from "../common/Time";
import { ChangeSite } from "./ChangeSite";
import { faultWords } from "./faults";
import { chatModel, lastMessage, lastWeek } from "./figures";
import { OwnerForm } from "./OwnerForm";
import { useAskSite, useBringBack, useRemoveSite } from "./queries";
import { Shared } from "./Shared";

const TONES: Record<FleetSiteState, Tone> = { well: "good", down: "bad", unfinished: "warn", unreachable: "bad" };
/** What only a new text from the shop mends. */
const NEEDS_PAIRING: readonly FleetSiteFault[] = ["revoked", "token_lost", "other_install", "other_key"];
/** How long a removed shop can be taken back by a press, in milliseconds. */
const SECOND_THOUGHT_MS = 12_000;

function Facts({ site: { report } }: { site: FleetSite }) {
  const { t } = useTranslation("fleet");
  const last = lastMessage(report);
  const { needs_person: waiting, jobs_dead: dead } = report.queues;
  const backup = report.backup.state as "fresh";
  const facts = [
    t("facts.numbers", { count: report.numbers.length }),
    t("facts.week", { count: lastWeek(report) }),
    <>
      {last ? (
        <>
          {t("facts.last")} <Time at={last} />
        </>
      ) : (
        t("facts.never")
      )}
    </>,
    `${t("facts.model")}: ${chatModel(report) ?? t("facts.builtin")}`,
    `${t("facts.backup")}: ${t(`facts.backups.${backup}`, { defaultValue: backup })}`,
    waiting > 0 && t("facts.waiting", { count: waiting }),
    dead > 0 && t("facts.dead", { count: dead }),
    t("facts.version", { version: report.version }),
  ].filter(Boolean);
  return (
    <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-soft">
      {facts.map((fact, place) => (
        // The list is built anew as a whole.
        <li key={place} className="[overflow-wrap:anywhere]">
          {fact}
        </li>
      ))}
    </ul>
  );
}

function Owner({ site, onChoose }: { site: FleetSite; onChoose: () => void }) {
  const { t } = useTranslation("fleet");
  const may = useMay("manage_fleet");
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
      {site.owner ? (
        <span>
          <span className="text-ink-faint">{t("owner.label")}:</span> <bdi className="font-medium">{site.owner.name}</bdi>
        </span>
      ) : (
        <span className="text-warn">{t("neverOwner")}</span>
      )}
      {may && (
        <Button size="small" onClick={onChoose}>
          {site.owner ? t("owner.change") : t("owner.choose")}
        </Button>
      )}
    </p>
  );
}

/** Takes a shop out, with a way back at the foot of the page. */
function useRemoval(site: FleetSite) {
  const { t } = useTranslation("fleet");
  const onError = useToastError();
  const remove = useRemoveSite();
  const back = useBringBack();
  return () =>
    remove.mutate(site.id, {
      onError,
      onSuccess: () =>
        toast({
          title: t("removed", { name: site.name }),
          duration: SECOND_THOUGHT_MS,
          action: { label: t("undo"), run: () => back.mutate(site.id, { onError }) },
        }),
    });
}

export function SiteCard({ site }: { site: FleetSite }) {
  const { t } = useTranslation(["fleet", "common"]);
  const may = useMay("manage_fleet");
  const onError = useToastError();
  const ask = useAskSite(site.id);
  const remove = useRemoval(site);
  const [asked, setAsked] = useState<"owner" | "change" | "pairing" | null>(null);
  const close = () => setAsked(null);
  return (
    <Card as="li" label={site.name}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h2 className="min-w-0 font-serif text-lg leading-snug font-medium [overflow-wrap:anywhere]">
          <bdi>{site.name}</bdi>
        </h2>
        <Badge tone={TONES[site.state]}>{t(`fleet:state.${site.state}`)}</Badge>
        {site.since && (
          <span className="text-sm text-ink-faint">
            {t("fleet:since")} <Time at={site.since} />
          </span>
        )}
      </div>
      <p className="mt-0.5 text-sm text-ink-faint">
        <span dir="ltr" className="[overflow-wrap:anywhere]">
          {site.address}
        </span>
        {" · "}
        {t("fleet:reported")} <Time at={site.reported_at} />
      </p>
      {site.fault && (
        <div className="mt-3">
          <Notice
            tone="bad"
            action={
              may &&
              NEEDS_PAIRING.includes(site.fault.code) && <Button onClick={() => setAsked("pairing")}>{t("fleet:change.paste")}</Button>
            }
          >
            {faultWords(site.fault.code)}
          </Notice>
        </div>
      )}
      <Facts site={site} />
      <Owner site={site} onChoose={() => setAsked("owner")} />
      <Shared title={t("fleet:shown")} report={site.report} />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button
          busy={ask.isPending}
          onClick={() => ask.mutate(undefined, { onError, onSuccess: () => toast({ title: t("fleet:asking") }) })}
        >
          {t("fleet:ask")}
        </Button>
        {may && <Button onClick={() => setAsked("change")}>{t("fleet:change.action")}</Button>}
        {may && (
          <Button tone="quietDanger" onClick={remove}>
            {t("fleet:remove")}
          </Button>
        )}
      </div>
      <Dialog
        open={asked === "owner"}
        onOpenChange={close}
        title={t("fleet:owner.title", { name: site.name })}
        description={t("fleet:owner.body")}
        closeLabel={t("common:close")}
      >
        <OwnerForm site={site} onClose={close} />
      </Dialog>
      <Dialog
        open={asked === "change" || asked === "pairing"}
        onOpenChange={close}
        title={t("fleet:change.title", { name: site.name })}
        closeLabel={t("common:close")}
      >
        <ChangeSite site={site} startsAt={asked === "pairing" ? "pairing" : "name"} onClose={close} />
      </Dialog>
    </Card>
  );
}

// What is wrong with the shop's own machine and install: what it means, what to do, and where.
import { lazy, Suspense } from "react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import type { Alert, Permission, Signal } from "@/api/types";
import { exactTime, timeAgo } from "@/lib/dates";
import { withWords } from "@/lib/i18n";
import { useNow } from "@/lib/now";
import { formatBytes } from "@/lib/numbers";
import { Button } from "@/ui/Button";
import { AttentionItem } from "./AttentionItem";

const OwnSignals = lazy(withWords(() => import("./OwnSignals"), "health"));

type Place = { link: Pick<LinkProps, "to" | "params">; permission: Permission };

const backups: Place = { link: { to: "/settings/$tab", params: { tab: "backup" } }, permission: "make_backup" };
const jobs: Place = { link: { to: "/settings/$tab", params: { tab: "jobs" } }, permission: "read_jobs" };
const ledger: Place = { link: { to: "/whatsapp/ledger" }, permission: "read_ledger" };

const places: Record<Alert["id"], Place> = {
  database_damaged: backups,
  database_gone: backups,
  cannot_read: backups,
  cannot_write: backups,
  disk_full: backups,
  disk_low: backups,
  worker_stopped: jobs,
  webhooks_unread: ledger,
  backup_failing: backups,
  backup_missing: backups,
  backup_unverified: backups,
  backup_old: backups,
  jobs_dead: jobs,
  screens_broke: jobs,
  model_failing: { link: { to: "/settings/$tab", params: { tab: "model" } }, permission: "manage_model" },
};

function AlertItem({ alert }: { alert: Alert }) {
  const { t, i18n } = useTranslation("home");
  const { permissions } = useMe();
  const now = useNow();
  const place = places[alert.id];
  const told = {
    count: alert.count ?? 0,
    ago: alert.since ? timeAgo(alert.since, i18n.language, now) : "",
    free: formatBytes(alert.free_bytes ?? 0, i18n.language),
  };
  return (
    <AttentionItem
      urgent={alert.urgent}
      title={t(`alerts.${alert.id}.title`, told)}
      action={
        permissions.includes(place.permission) && (
          <Button asChild>
            <Link {...place.link}>{t(`alerts.${alert.id}.link`)}</Link>
          </Button>
        )
      }
    >
      <span title={alert.since ? exactTime(alert.since, i18n.language) : undefined}>{t(`alerts.${alert.id}.todo`, told)}</span>
    </AttentionItem>
  );
}

/** What an alert tells already, the scanner's signal of the same need not tell again. */
const TOLD: Partial<Record<Alert["id"], string>> = {
  disk_full: "disk_filling",
  disk_low: "disk_filling",
  backup_failing: "backup_failing",
  backup_missing: "backup_failing",
  backup_unverified: "backup_failing",
  backup_old: "backup_failing",
  jobs_dead: "jobs_dead",
};

/** The alerts, then what the scanner found wrong with the install beyond them. */
export function Alerts({ alerts, signals }: { alerts: Alert[]; signals: Signal[] }) {
  const { t } = useTranslation("home");
  const told = new Set(alerts.map(({ id }) => TOLD[id]));
  const others = signals.filter(({ detector }) => !told.has(detector));
  if (alerts.length + others.length === 0) return null;
  return (
    <section aria-labelledby="alerts">
      <h2 id="alerts" className="mb-4 font-serif text-xl font-medium">
        {t("alerts.title")}
      </h2>
      <ul className="flex flex-col gap-3">
        {alerts.map((alert) => (
          <AlertItem key={alert.id} alert={alert} />
        ))}
        <Suspense>{others.length > 0 && <OwnSignals signals={others} />}</Suspense>
      </ul>
    </section>
  );
}

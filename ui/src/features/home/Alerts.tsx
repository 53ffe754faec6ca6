// What is wrong with the shop's own machine: what it means, what to do, and where.
import { Link, type LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useMe } from "@/api/me";
import type { Alert, Permission } from "@/api/types";
import { classes } from "@/lib/classes";
import { exactTime, timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { formatBytes } from "@/lib/numbers";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";

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
};

function Item({ alert }: { alert: Alert }) {
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
    <li
      className={classes(
        "flex flex-wrap items-center gap-x-6 gap-y-3 rounded-2xl px-4 py-4 sm:px-5",
        alert.urgent ? "bg-bad-tint text-bad" : "bg-warn-tint text-warn",
      )}
    >
      <span className="flex min-w-0 flex-1 basis-72 gap-3">
        <Icon of={alert.urgent ? CircleAlert : TriangleAlert} className="mt-0.5 shrink-0" />
        <span className="min-w-0">
          <strong className="block font-semibold">{t(`alerts.${alert.id}.title`, told)}</strong>
          <span className="block text-pretty text-ink" title={alert.since ? exactTime(alert.since, i18n.language) : undefined}>
            {t(`alerts.${alert.id}.todo`, told)}
          </span>
        </span>
      </span>
      {permissions.includes(place.permission) && (
        <Button asChild>
          <Link {...place.link}>{t(`alerts.${alert.id}.link`)}</Link>
        </Button>
      )}
    </li>
  );
}

export function Alerts({ alerts }: { alerts: Alert[] }) {
  const { t } = useTranslation("home");
  if (alerts.length === 0) return null;
  return (
    <section aria-labelledby="alerts">
      <h2 id="alerts" className="mb-4 font-serif text-xl font-medium">
        {t("alerts.title")}
      </h2>
      <ul className="flex flex-col gap-3">
        {alerts.map((alert) => (
          <Item key={alert.id} alert={alert} />
        ))}
      </ul>
    </section>
  );
}

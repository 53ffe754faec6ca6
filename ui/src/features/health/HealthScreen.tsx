// The queue of what went quiet: found by the scanner, decided by people, live for everybody who looks.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { HeartPulse } from "lucide-react";
import type { SignalScope } from "@/api/types";
import { useMay } from "@/api/me";
import { waitingSignalsQuery } from "@/api/signals";
import { useTitle } from "@/lib/pageTitle";
import { Count } from "@/ui/Badge";
import { Page } from "@/ui/Card";
import { EmptyState } from "@/ui/EmptyState";
import { LoadMore } from "@/features/common/LoadMore";
import { Segmented } from "@/ui/Segmented";
import { SkeletonCards } from "@/ui/Skeleton";
import { tabLook, tabRowLook } from "@/ui/Tabs";
import { loneLink } from "@/ui/TextLink";
import { ErrorNotice } from "../common/ErrorNotice";
import { FaultNotice } from "./Detectors";
import { WithDialogs } from "./dialogs";
import { detectorName } from "./evidence";
import { filtersOf, SCOPES, STATUSES, type HealthSearch } from "./place";
import { detectorsQuery, signalsQuery, type SignalFilters } from "./queries";
import { Scan } from "./Scan";
import { SignalCard } from "./SignalCard";

function StatusTabs({ scope }: { scope: SignalScope | undefined }) {
  const { t } = useTranslation("health");
  const { data: waiting = 0 } = useQuery(waitingSignalsQuery);
  return (
    <nav aria-label={t("status.label")} className={tabRowLook}>
      {STATUSES.map((one) => (
        <Link
          key={one}
          to="/health"
          search={{ ...(one !== "pending" && { status: one }), ...(scope && { scope }) }}
          // The first has no word of its own in the address: without this it would be current beside every other.
          activeOptions={{ exact: true }}
          className={tabLook}
        >
          {t(`status.${one}`)}
          {one === "pending" && <Count value={waiting} />}
        </Link>
      ))}
    </nav>
  );
}

/** Only for who sees more than customers. */
function ScopeFilter({ scope, onChange }: { scope: SignalScope | "all"; onChange: (scope: SignalScope | "all") => void }) {
  const { t } = useTranslation("health");
  const { data: detectors = [] } = useQuery(detectorsQuery);
  const found = SCOPES.filter((one) => one === "all" || one === scope || detectors.some((detector) => detector.scope === one));
  if (found.length <= 2) return null;
  return (
    <Segmented
      small
      label={t("scope.label")}
      value={scope}
      onChange={onChange}
      options={found.map((value) => ({ value, label: t(`scope.${value}`) }))}
    />
  );
}

/** Only for who looks after other shops. */
function FleetLink() {
  const { t } = useTranslation("health");
  const { data: detectors = [] } = useQuery(detectorsQuery);
  if (!useMay("see_fleet") || !detectors.some((one) => one.scope === "fleet")) return null;
  return (
    <Link to="/health/fleet" className={loneLink}>
      {t("fleet")}
    </Link>
  );
}

/** What is looked for, said where nothing was found. */
function LookedFor({ scope }: { scope: SignalScope | "all" }) {
  const { data: detectors = [] } = useQuery(detectorsQuery);
  const names = detectors.filter((one) => scope === "all" || one.scope === scope).map((one) => detectorName(one.name, one.title));
  return (
    <ul className="mt-5 flex flex-wrap justify-center gap-1.5">
      {names.map((name) => (
        <li key={name} className="rounded-full bg-sunken px-3 py-1 text-sm text-ink-soft dark:bg-raised">
          {name}
        </li>
      ))}
    </ul>
  );
}

function Nothing({ status, scope }: SignalFilters) {
  const { t } = useTranslation("health");
  return (
    <EmptyState icon={HeartPulse} title={t(`empty.${status}.title`)} className="!max-w-xl">
      {t(`empty.${status}.body`)}
      {status === "pending" && <LookedFor scope={scope} />}
    </EmptyState>
  );
}

function Queue({ filters }: { filters: SignalFilters }) {
  const { t } = useTranslation(["health", "common"]);
  const query = useInfiniteQuery(signalsQuery(filters));
  if (query.isError && !query.data) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonCards className="h-72" label={t("common:loading")} />;
  const signals = query.data.pages.flatMap((page) => page.items);
  if (signals.length === 0) return <Nothing {...filters} />;
  return (
    <>
      <ul aria-label={t(`health:status.${filters.status}`)} tabIndex={-1} className="flex flex-col gap-4 focus:outline-none">
        {signals.map((signal) => (
          <SignalCard key={signal.id} signal={signal} />
        ))}
      </ul>
      <LoadMore query={query} />
    </>
  );
}

export function HealthScreen() {
  const { t } = useTranslation("health");
  const search: HealthSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const filters = filtersOf(search);
  useTitle(t("title"));
  const show = (scope: SignalScope | "all") =>
    void navigate({ to: "/health", search: { ...(search.status && { status: search.status }), ...(scope !== "all" && { scope }) } });
  return (
    <Page title={t("title")} description={<span className="max-sm:hidden">{t("lead")}</span>} action={<Scan />}>
      <FaultNotice />
      <StatusTabs scope={search.scope} />
      <div className="my-5 flex flex-wrap items-center justify-between gap-x-5 gap-y-3">
        <ScopeFilter scope={filters.scope} onChange={show} />
        <nav aria-label={t("more")} className="flex flex-wrap gap-x-5 gap-y-2 pointer-coarse:gap-y-0">
          <FleetLink />
          <Link to="/health/detectors" className={loneLink}>
            {t("lookedFor")}
          </Link>
          <Link to="/health/effects" className={loneLink}>
            {t("effects.title")}
          </Link>
          <Link to="/health/auto-send" className={loneLink}>
            {t("auto.title")}
          </Link>
        </nav>
      </div>
      <WithDialogs>
        <Queue filters={filters} />
      </WithDialogs>
    </Page>
  );
}

// Settings: a list of matters beside the one being looked at; on phones the list is a row that scrolls.
import { lazy, Suspense, useEffect, useRef } from "react";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { SkeletonRows } from "@/ui/Skeleton";
import { GROUPS, TABS, type Tab } from "./tabs";
import { withWords } from "@/lib/i18n";
import { useTitle } from "@/lib/pageTitle";

const bodies = {
  shop: lazy(() => import("./ShopTab")),
  replies: lazy(() => import("./RepliesTab")),
  rules: lazy(() => import("./RulesTab")),
  model: lazy(() => import("./ModelTab")),
  web: lazy(() => import("./WebTab")),
  playground: lazy(withWords(() => import("./PlaygroundTab"), "chats")),
  exam: lazy(() => import("../exam/ExamTab")),
  walk: lazy(() => import("../walk/WalkTab")),
  account: lazy(() => import("./AccountTab")),
  notifications: lazy(() => import("../notifications/NotificationsTab")),
  sessions: lazy(() => import("./SessionsTab")),
  team: lazy(() => import("./TeamTab")),
  tokens: lazy(() => import("./TokensTab")),
  operators: lazy(() => import("../fleet/OperatorsTab")),
  audit: lazy(() => import("./AuditTab")),
  backup: lazy(() => import("./BackupTab")),
  jobs: lazy(() => import("./JobsTab")),
} satisfies Record<Tab["id"], unknown>;

function TabLink({ tab }: { tab: Tab }) {
  const { t } = useTranslation("settings");
  return (
    <Link
      to="/settings/$tab"
      params={{ tab: tab.id }}
      className="flex items-center rounded-lg px-3 py-2 whitespace-nowrap pointer-coarse:min-h-11 text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink lg:py-1.5 dark:aria-[current=page]:bg-raised"
    >
      {t(`tabs.${tab.id}`)}
    </Link>
  );
}

function TabList({ tabs }: { tabs: Tab[] }) {
  const { t } = useTranslation("settings");
  const row = useRef<HTMLElement>(null);
  const { tab } = useParams({ strict: false });
  useEffect(() => {
    row.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [tab]);
  return (
    <nav
      ref={row}
      aria-label={t("title")}
      className="-mx-4 flex gap-1 overflow-x-auto px-4 pb-1 [scrollbar-width:none] sm:-mx-8 sm:px-8 lg:mx-0 lg:flex-col lg:gap-6 lg:overflow-visible lg:p-0"
    >
      {GROUPS.map((group) => {
        const mine = tabs.filter((tab) => tab.group === group);
        if (mine.length === 0) return null;
        return (
          <div key={group} className="flex gap-1 lg:flex-col lg:gap-0.5">
            <h2 className="hidden px-3 pb-1 text-sm text-ink-faint lg:block">{t(`groups.${group}`)}</h2>
            {mine.map((tab) => (
              <TabLink key={tab.id} tab={tab} />
            ))}
          </div>
        );
      })}
    </nav>
  );
}

export function SettingsScreen() {
  const { t } = useTranslation(["settings", "common"]);
  const { tab: id } = useParams({ strict: false });
  const { permissions } = useMe();
  const tabs = TABS.filter((tab) => !tab.permission || permissions.includes(tab.permission));
  const tab = tabs.find((candidate) => candidate.id === id);
  useTitle(tab && t(`settings:tabs.${tab.id}`));
  if (!tab) return <Navigate to="/settings/$tab" params={{ tab: tabs[0]?.id ?? "account" }} replace />;
  const Body = bodies[tab.id];
  return (
    <div className="mx-auto w-full max-w-5xl px-4 pt-6 pb-16 sm:px-8 sm:pt-10">
      <h1 className="mb-4 font-serif text-[1.75rem] leading-tight font-medium sm:text-[2rem] lg:mb-8">{t("settings:title")}</h1>
      <div className="grid gap-6 lg:grid-cols-[11.5rem_minmax(0,1fr)] lg:gap-12">
        <TabList tabs={tabs} />
        <div key={tab.id} className="min-w-0 animate-fade">
          <Suspense fallback={<SkeletonRows label={t("common:loading")} />}>
            <Body />
          </Suspense>
        </div>
      </div>
    </div>
  );
}

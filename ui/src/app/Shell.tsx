// The frame around every screen for people signed in: rail on wide screens, bar at the foot of phones, banner above.
import { lazy, Suspense, useEffect, useState } from "react";
import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Command as CommandIcon } from "lucide-react";
import { useLiveState } from "@/api/live";
import { useMe } from "@/api/me";
import { useShortcut } from "@/lib/shortcuts";
import { classes } from "@/lib/classes";
import { setShopName } from "@/lib/pageTitle";
import { useBell } from "@/features/bell/useBell";
import { Bell } from "@/ui/Bell";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { Tooltip } from "@/ui/Tooltip";
import { AccountMenu, MoreMenu } from "./AccountMenu";
import { Banner } from "./Banner";
import { useWaiting, type Waiting } from "./useWaiting";
import { usePlaces, useShellCommands } from "./useShellCommands";
import type { Place } from "./navigation";
import { PlaceShortcut } from "./PlaceShortcut";

const Palette = lazy(() => import("./Palette"));
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog"));

function WaitingDot({ place, waiting: all }: { place: Place; waiting: Waiting }) {
  const { t } = useTranslation("shell");
  const waiting = all[place.id] ?? 0;
  if (waiting === 0) return null;
  return (
    <span className="absolute -end-2.5 -top-2 grid h-[1.125rem] min-w-[1.125rem] place-items-center rounded-full bg-brass px-1 text-[0.6875rem] leading-none font-semibold text-on-ink ring-2 ring-sunken">
      <span aria-hidden>{waiting > 99 ? "99+" : waiting}</span>
      <span className="sr-only">{t(place.id === "health" ? "signals" : "waiting", { count: waiting })}</span>
    </span>
  );
}

function RailLink({ place, waiting }: { place: Place; waiting: Waiting }) {
  const { t } = useTranslation("shell");
  return (
    <Link
      to={place.to}
      activeOptions={{ exact: place.to === "/" }}
      className="flex w-[4.75rem] flex-col items-center gap-1 rounded-xl px-0.5 pt-2 pb-1.5 text-[0.6875rem] leading-tight font-medium text-ink-soft transition-colors hover:bg-line hover:text-ink aria-[current=page]:bg-surface aria-[current=page]:text-brass aria-[current=page]:ring-1 aria-[current=page]:ring-line dark:aria-[current=page]:bg-raised"
    >
      <span className="relative">
        <Icon of={place.icon} size={21} />
        <WaitingDot place={place} waiting={waiting} />
      </span>
      <span className="max-w-full truncate">{place.id === "practice" ? t("practiceShort") : t(place.id)}</span>
    </Link>
  );
}

function Rail({ places, waiting, onPalette }: { places: Place[]; waiting: Waiting; onPalette: () => void }) {
  const { t } = useTranslation("shell");
  const me = useMe();
  return (
    <nav
      aria-label={t("navigation")}
      className="hidden h-full w-[5.5rem] shrink-0 flex-col items-center gap-1 overflow-y-auto [scrollbar-width:none] border-e border-line bg-sunken py-4 md:flex"
    >
      <Link
        to="/"
        aria-label={me.shop.name || t("home")}
        title={me.shop.name || undefined}
        className="mb-3 grid size-11 place-items-center rounded-xl bg-ink text-brass-mark dark:bg-raised"
      >
        <Bell size={22} />
      </Link>
      {places.map((place) => (
        <RailLink key={place.id} place={place} waiting={waiting} />
      ))}
      <span className="flex-1" />
      <Tooltip label={t("commands.open")} side="right">
        <button
          type="button"
          aria-label={t("commands.open")}
          onClick={onPalette}
          className="grid size-11 place-items-center rounded-xl text-ink-faint hover:bg-line hover:text-ink"
        >
          <Icon of={CommandIcon} size={20} />
        </button>
      </Tooltip>
      <AccountMenu />
    </nav>
  );
}

const footLook =
  "flex min-w-0 flex-1 flex-col items-center gap-1 px-0.5 pt-2 pb-1.5 text-[0.6875rem] leading-tight font-medium text-ink-faint aria-[current=page]:text-brass data-[state=open]:text-brass";

/** How many places the bar shows; the rest stands behind "more". */
const IN_BAR = 4;

function FootBar({ places, waiting, onPalette }: { places: Place[]; waiting: Waiting; onPalette: () => void }) {
  const { t } = useTranslation("shell");
  return (
    <nav
      aria-label={t("navigation")}
      className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden [html:has([data-hides-foot-bar])_&]:hidden"
    >
      {places.slice(0, IN_BAR).map((place) => (
        <Link key={place.id} to={place.to} activeOptions={{ exact: place.to === "/" }} className={footLook}>
          <span className="relative">
            <Icon of={place.icon} size={22} />
            <WaitingDot place={place} waiting={waiting} />
          </span>
          <span className="max-w-full truncate">{place.id === "practice" ? t("practiceShort") : t(place.id)}</span>
        </Link>
      ))}
      <MoreMenu places={places.slice(IN_BAR)} onPalette={onPalette} className={footLook} />
    </nav>
  );
}

function ReconnectingPill() {
  const { t } = useTranslation("shell");
  const lost = useLiveState() === "reconnecting";
  return (
    <div
      role="status"
      className={classes(
        "pointer-events-none fixed inset-x-0 top-3 z-40 flex justify-center transition-opacity",
        lost ? "opacity-100 delay-[2500ms]" : "opacity-0",
      )}
    >
      {lost && <span className="rounded-full bg-ink px-3.5 py-1.5 text-sm font-medium text-on-ink shadow-float">{t("reconnecting")}</span>}
    </div>
  );
}

export function Shell() {
  const { t } = useTranslation(["shell", "common"]);
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  const places = usePlaces();
  const waiting = useWaiting();
  const { shop } = useMe();
  useEffect(() => {
    setShopName(shop.name);
    return () => setShopName("");
  }, [shop.name]);
  useBell();
  useShellCommands();
  useShortcut({
    keys: "mod+k",
    label: t("shell:commands.title"),
    group: t("shell:groups.do"),
    whileTyping: true,
    run: () => setPalette((open) => !open),
  });
  useShortcut({ keys: "?", label: t("shell:shortcuts.show"), group: t("shell:groups.do"), run: () => setKeys(true) });
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-ink px-4 py-2 text-on-ink focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
      >
        {t("shell:skipLink")}
      </a>
      {places.map((place) => (
        <PlaceShortcut key={place.id} place={place} />
      ))}
      <div className="flex h-dvh flex-col md:flex-row">
        <Rail places={places} waiting={waiting} onPalette={() => setPalette(true)} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <Banner />
          <main id="content" tabIndex={-1} className="relative min-h-0 flex-1 overflow-y-auto focus:outline-none">
            <Suspense fallback={<Progress label={t("common:loading")} />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
        <FootBar places={places} waiting={waiting} onPalette={() => setPalette(true)} />
      </div>
      <ReconnectingPill />
      <Suspense>
        {palette && <Palette onOpenChange={setPalette} />}
        {keys && <ShortcutsDialog open onOpenChange={setKeys} />}
      </Suspense>
    </>
  );
}

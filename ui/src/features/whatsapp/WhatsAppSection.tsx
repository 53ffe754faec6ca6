// The frame of the WhatsApp pages: a list of them beside the one being looked at; on phones the list is a row that scrolls.
import { useEffect, useRef } from "react";
import { Link, Navigate, Outlet, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { placesFor, WHATSAPP_GROUPS, type WhatsAppPlace } from "./places";

function PlaceLink({ place }: { place: WhatsAppPlace }) {
  const { t } = useTranslation("shell");
  return (
    <Link
      to={place.to}
      activeOptions={{ exact: place.to === "/whatsapp" }}
      className="flex items-center rounded-lg px-3 py-2 pointer-coarse:min-h-11 whitespace-nowrap text-ink-soft lg:whitespace-normal transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink lg:py-1.5 dark:aria-[current=page]:bg-raised"
    >
      {t(`whatsappPlaces.${place.id}`)}
    </Link>
  );
}

function PlaceList({ places }: { places: WhatsAppPlace[] }) {
  const { t } = useTranslation("whatsapp");
  const row = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    row.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav
      ref={row}
      aria-label={t("title")}
      className="-mx-4 flex gap-1 overflow-x-auto border-b border-line px-4 pt-3 pb-2 [scrollbar-width:none] sm:-mx-8 sm:px-8 lg:sticky lg:top-0 lg:mx-0 lg:h-fit lg:flex-col lg:gap-6 lg:overflow-visible lg:border-0 lg:px-0 lg:pt-10"
    >
      <p className="hidden px-3 font-serif text-lg font-medium lg:block">{t("title")}</p>
      {WHATSAPP_GROUPS.map((group) => {
        const mine = places.filter((place) => place.group === group);
        if (mine.length === 0) return null;
        return (
          <div key={group} className="flex gap-1 lg:flex-col lg:gap-0.5">
            <p className="hidden px-3 pb-1 text-sm text-ink-faint lg:block">{t(`groups.${group}`)}</p>
            {mine.map((place) => (
              <PlaceLink key={place.id} place={place} />
            ))}
          </div>
        );
      })}
    </nav>
  );
}

export function WhatsAppSection() {
  const { permissions } = useMe();
  const places = placesFor(permissions);
  const { pathname } = useLocation();
  const first = places[0];
  // Whoever may not see the numbers begins with the first page that is theirs.
  if (first && first.id !== "numbers" && /^\/whatsapp\/?$/.test(pathname)) return <Navigate to={first.to} replace />;
  return (
    <div className="mx-auto w-full max-w-6xl px-4 sm:px-8 lg:grid lg:grid-cols-[11.5rem_minmax(0,1fr)] lg:gap-12">
      <PlaceList places={places} />
      <div className="min-w-0 pt-6 pb-16 lg:pt-10">
        <Outlet />
      </div>
    </div>
  );
}

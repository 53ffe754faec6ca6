// The start page: what is wrong, who waits, and what is left to do before the shop runs by itself.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { countsQuery } from "@/api/counts";
import { homeQuery } from "@/api/home";
import { useMay, useMe } from "@/api/me";
import { ownSignalsQuery } from "@/api/signals";
import type { Counts } from "@/api/types";
import { formatCount } from "@/lib/numbers";
import { classes } from "@/lib/classes";
import { Skeleton } from "@/ui/Skeleton";
import { Page } from "@/ui/Card";
import { Loaded } from "../common/Loaded";
import { Alerts } from "./Alerts";
import { Checklist } from "./Checklist";
import { Unattended } from "./Unattended";
import { useTitle } from "@/lib/pageTitle";

/** Nothing tells when somebody is forgotten: it is looked for, in milliseconds. */
const LOOK_EVERY = 60_000;

const TILES = ["needs_person", "ai", "waiting", "unassigned"] as const satisfies (keyof Counts)[];

function Tiles({ counts }: { counts: Counts }) {
  const { t, i18n } = useTranslation("home");
  return (
    <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl bg-line ring-1 ring-line lg:grid-cols-4">
      {TILES.map((queue) => (
        <li key={queue} className="bg-surface">
          <Link
            to="/inbox/$queue"
            params={{ queue }}
            search={{}}
            className="block h-full px-5 py-4 -outline-offset-2 transition-colors hover:bg-sunken dark:hover:bg-raised"
          >
            <span
              className={classes(
                "block font-serif text-4xl font-medium",
                queue === "needs_person" && counts[queue] > 0 ? "text-brass" : counts[queue] === 0 && "text-ink-faint",
              )}
            >
              {formatCount(counts[queue], i18n.language)}
            </span>
            <span className="mt-1 block text-ink-soft">{t(`queues.${queue}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function greetingKey(hour: number) {
  if (hour < 5) return "greeting.evening" as const;
  if (hour < 12) return "greeting.morning" as const;
  return hour < 18 ? ("greeting.afternoon" as const) : ("greeting.evening" as const);
}

export function HomeScreen() {
  const { t } = useTranslation(["home", "shell"]);
  const me = useMe();
  useTitle(t("shell:home"), 1);
  const mayRead = useMay("read_inbox");
  const home = useQuery({ ...homeQuery, refetchInterval: LOOK_EVERY });
  // The scanner's findings about the install are for those who run it.
  const seesOwn = [useMay("handle_signals"), useMay("read_jobs")].every(Boolean);
  const own = useQuery({ ...ownSignalsQuery, enabled: seesOwn });
  const counts = useQuery({ ...countsQuery, enabled: mayRead });
  const [first = ""] = me.person.name.split(" ");
  const firstName = first.charAt(0).toLocaleUpperCase() + first.slice(1);
  return (
    <Page
      title={
        firstName ? t("hello", { greeting: t(greetingKey(new Date().getHours())), name: firstName }) : t(greetingKey(new Date().getHours()))
      }
      description={me.shop.name}
    >
      <div className="flex flex-col gap-10">
        {home.data && <Alerts alerts={home.data.alerts} signals={own.data ?? []} />}
        {mayRead && home.data && <Unattended home={home.data} />}
        {mayRead && (
          <Loaded query={counts} skeleton={<Skeleton className="h-28 rounded-2xl" />}>
            {(data) => <Tiles counts={data} />}
          </Loaded>
        )}
        <Loaded query={home}>{(data) => <Checklist items={data.checklist} />}</Loaded>
      </div>
    </Page>
  );
}

// The numbers customers write to: how each one is, and the way to add another.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ChevronRight, Plus, Smartphone } from "lucide-react";
import type { NumberConnection } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { Loaded } from "../../common/Loaded";
import { Time } from "../../common/Time";
import { causeOf, CheckMark } from "../Checks";
import { useCheckWords } from "../checkWords";
import { ConnectPicture } from "../connect/ConnectPicture";
import { Digits, useNumberName } from "../NumberName";
import { connectionsQuery } from "../queries";
import { SectionPage } from "../SectionPage";

function Health({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const wordsOf = useCheckWords();
  const cause = causeOf(connection.checks);
  const words = cause && wordsOf(cause);
  return (
    <Link
      to="/whatsapp/doctor"
      search={{ number: connection.id }}
      className="flex items-start gap-3 border-t border-line px-5 py-4 -outline-offset-2 hover:bg-sunken sm:px-6 dark:hover:bg-raised"
    >
      <CheckMark status={cause?.status ?? (connection.checks.length > 0 ? "ok" : "skip")} />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">
          {words ? words.title : connection.checks.length > 0 ? t("doctor.well") : t("doctor.neverRun")}
        </span>
        {words?.sentence && <span className="mt-0.5 line-clamp-2 block text-sm text-ink-soft">{words.sentence}</span>}
        {connection.checked_at && (
          <span className="mt-0.5 block text-sm text-ink-faint">
            {t("doctor.lastRun")} <Time at={connection.checked_at} />
          </span>
        )}
      </span>
      <Icon of={ChevronRight} className="mt-1 shrink-0 text-ink-faint rtl:-scale-x-100" />
    </Link>
  );
}

function NumberCard({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const nameOf = useNumberName();
  return (
    <li className="overflow-hidden rounded-2xl bg-surface ring-1 ring-line">
      <Link
        to="/whatsapp/numbers/$connectionId"
        params={{ connectionId: connection.id }}
        className="block p-5 -outline-offset-2 hover:bg-sunken sm:p-6 dark:hover:bg-raised"
      >
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-ink-soft">
          <bdi>{nameOf(connection)}</bdi>
          {connection.environment !== "meta" && <Badge tone="brass">{t("numbers.practice")}</Badge>}
          {connection.coexistence && <Badge>{t("numbers.withPhone")}</Badge>}
          {connection.status !== "connected" && <Badge tone="warn">{t("numbers.unfinished")}</Badge>}
        </span>
        <span className="mt-1 block font-serif text-3xl font-medium tracking-tight sm:text-4xl">
          <Digits connection={connection} />
        </span>
      </Link>
      <Health connection={connection} />
    </li>
  );
}

function Nothing() {
  const { t } = useTranslation("whatsapp");
  return (
    <Card>
      <div className="flex flex-col items-start gap-6 sm:flex-row sm:items-center">
        <ConnectPicture className="w-44 shrink-0 self-center" />
        <div className="min-w-0">
          <h2 className="font-serif text-2xl font-medium text-balance">{t("numbers.noneTitle")}</h2>
          <p className="mt-2 mb-5 text-pretty text-ink-soft">{t("numbers.noneBody")}</p>
          <div className="flex flex-wrap gap-3">
            <Button asChild tone="primary" size="large">
              <Link to="/whatsapp/connect" search={{}}>
                {t("numbers.connect")}
              </Link>
            </Button>
            <Button
              asChild
              size="large"
              tone="quiet"
              className="max-sm:h-auto max-sm:min-h-12 max-sm:shrink max-sm:!px-2 max-sm:whitespace-normal"
            >
              <Link to="/practice">
                <Icon of={Smartphone} />
                {t("numbers.tryFirst")}
              </Link>
            </Button>
          </div>
        </div>
      </div>
    </Card>
  );
}

export function NumbersScreen() {
  const { t } = useTranslation("whatsapp");
  const connections = useQuery(connectionsQuery);
  const some = (connections.data?.length ?? 0) > 0;
  return (
    <SectionPage
      title={t("numbers.title")}
      description={t("numbers.lead")}
      action={
        some && (
          <Button asChild>
            <Link to="/whatsapp/connect" search={{}}>
              <Icon of={Plus} />
              {t("numbers.add")}
            </Link>
          </Button>
        )
      }
    >
      <Loaded query={connections}>
        {(items) =>
          items.length === 0 ? (
            <Nothing />
          ) : (
            <ul className="flex flex-col gap-5">
              {items.map((connection) => (
                <NumberCard key={connection.id} connection={connection} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </SectionPage>
  );
}

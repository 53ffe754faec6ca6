// The shop's own signals among what is looked for: each switched off and on here, changed on its own page.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Plus } from "lucide-react";
import { useMay } from "@/api/me";
import type { Detector, OwnSignal } from "@/api/types";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Switch } from "@/ui/Switch";
import { loneLink } from "@/ui/TextLink";
import { useToastError } from "../common/notify";
import { Row, Rows } from "../common/Rows";
import { Fault } from "./Fault";
import { ownSignalsQuery, useKeepOwn } from "./ownQueries";

/** One line: what it is called, how its last run went, on or off. */
function OwnLine({ name, detector, own }: { name: string; detector: Detector | undefined; own: OwnSignal | undefined }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  const keep = useKeepOwn();
  const onError = useToastError();
  const isOn = own ? own.on : true;
  const ran = detector?.ran_at ? t("detectorList.ran", { ago: timeAgo(detector.ran_at, i18n.language, now) }) : t("detectorList.neverRan");
  const found = detector?.found ? t("detectorList.found", { count: detector.found }) : t("detectorList.foundNothing");
  const title = <bdi>{name}</bdi>;
  function turn(on: boolean) {
    if (!own) return;
    const { id, purpose, question, sql } = own;
    keep.mutate({ id, body: { name, purpose, on, ...(sql ? { sql } : { question: question ?? null }) } }, { onError });
  }
  return (
    <Row
      muted={!isOn}
      title={
        own ? (
          <Link to="/health/own/$ownId" params={{ ownId: own.id }} className={loneLink}>
            {title}
          </Link>
        ) : (
          title
        )
      }
      aside={
        <>
          {detector?.found ? <Badge tone="brass">{found}</Badge> : null}
          {own?.sql && <Badge>SQL</Badge>}
        </>
      }
      action={own && <Switch label={t("own.switch", { name })} checked={isOn} disabled={keep.isPending} onChange={turn} />}
    >
      {isOn ? [ran, detector?.ran_at && !detector.fault && !detector.found && found].filter(Boolean).join(" · ") : t("own.off")}
      {detector?.fault && <Fault fault={detector.fault} />}
    </Row>
  );
}

export function OwnSignals({ detectors }: { detectors: Detector[] }) {
  const { t } = useTranslation("health");
  const may = useMay("manage_signals");
  const { data: own = [] } = useQuery({ ...ownSignalsQuery, enabled: may });
  const lines = may
    ? own.map((one) => ({ key: one.id, name: one.name, own: one, detector: detectors.find(({ name }) => name === one.detector) }))
    : detectors.map((one) => ({ key: one.name, name: one.title ?? one.name, own: undefined, detector: one }));
  if (!may && lines.length === 0) return null;
  return (
    <section aria-labelledby="own-signals">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="own-signals" className="font-serif text-xl font-medium">
          {t("own.title")}
        </h2>
        {may && (
          <Button asChild size="small">
            <Link to="/health/own/$ownId" params={{ ownId: "new" }}>
              <Icon of={Plus} size={16} />
              {t("own.newTitle")}
            </Link>
          </Button>
        )}
      </div>
      {lines.length === 0 ? (
        <p className="rounded-2xl bg-surface px-5 py-4 text-pretty text-ink-soft ring-1 ring-line">{t("own.none")}</p>
      ) : (
        <Rows label={t("own.title")}>
          {lines.map(({ key, ...line }) => (
            <OwnLine key={key} {...line} />
          ))}
        </Rows>
      )}
    </section>
  );
}

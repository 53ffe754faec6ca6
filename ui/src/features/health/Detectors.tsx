// What is looked for: each detector in words, how its last run went, and what is wrong with it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Detector } from "@/api/types";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Badge, Notice } from "@/ui/Badge";
import { Page } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { loneLink } from "@/ui/TextLink";
import { useTitle } from "@/lib/pageTitle";
import { ArrowLeft } from "lucide-react";
import { Loaded } from "../common/Loaded";
import { Row, Rows } from "../common/Rows";
import { detectorAbout, detectorName } from "./evidence";
import { Fault } from "./Fault";
import { SCOPES } from "./place";
import { OwnSignals } from "./OwnSignals";
import { detectorsQuery } from "./queries";

function DetectorRow({ detector }: { detector: Detector }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  const ran = detector.ran_at ? t("detectorList.ran", { ago: timeAgo(detector.ran_at, i18n.language, now) }) : t("detectorList.neverRan");
  const found = detector.found ? t("detectorList.found", { count: detector.found }) : t("detectorList.foundNothing");
  return (
    <Row
      title={<bdi>{detectorName(detector.name, detector.title)}</bdi>}
      aside={detector.found ? <Badge tone="brass">{found}</Badge> : undefined}
    >
      <span className="text-ink-soft">{detectorAbout(detector.name, detector.numbers, detector.about)}</span>
      <span className="mt-0.5 block">
        {[ran, detector.ran_at && !detector.fault && !detector.found && found].filter(Boolean).join(" · ")}
      </span>
      {detector.fault && <Fault fault={detector.fault} />}
    </Row>
  );
}

/** Detectors that could not look, said above the queue: what they would find is not in it. */
export function FaultNotice() {
  const { t } = useTranslation("health");
  const { data = [] } = useQuery(detectorsQuery);
  const faulty = data.filter((one) => one.fault);
  if (faulty.length === 0) return null;
  return (
    <div className="mb-5">
      <Notice
        tone="warn"
        title={t("faults.title", { count: faulty.length })}
        action={
          <Link to="/health/detectors" className={loneLink}>
            {t("lookedFor")}
          </Link>
        }
      >
        {faulty.map((one) => detectorName(one.name, one.title)).join(", ")}. {t("faults.body")}
      </Notice>
    </div>
  );
}

export function DetectorsScreen() {
  const { t } = useTranslation("health");
  const detectors = useQuery(detectorsQuery);
  useTitle(t("lookedFor"));
  return (
    <Page
      above={
        <Link to="/health" className="inline-flex items-center gap-1.5 text-ink-soft hover:text-ink">
          <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
          {t("title")}
        </Link>
      }
      title={t("lookedFor")}
      description={t("detectorList.lead")}
    >
      <Loaded query={detectors}>
        {(all) => (
          <div className="flex flex-col gap-8">
            <OwnSignals detectors={all.filter((one) => one.own)} />
            {SCOPES.map((scope) => ({ scope, some: all.filter((one) => one.scope === scope && !one.own) }))
              .filter(({ some }) => some.length > 0)
              .map(({ scope, some }) => (
                <section key={scope} aria-labelledby={`detectors-${scope}`}>
                  <h2 id={`detectors-${scope}`} className="mb-3 font-serif text-xl font-medium">
                    {t(`scope.${scope}`)}
                  </h2>
                  <Rows label={t(`scope.${scope}`)}>
                    {some.map((one) => (
                      <DetectorRow key={one.name} detector={one} />
                    ))}
                  </Rows>
                </section>
              ))}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

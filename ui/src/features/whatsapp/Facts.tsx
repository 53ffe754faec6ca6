// What a finding of the doctor's or an announcement of Meta's names: addresses, numbers, moments, Meta's own words.
import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import type { CheckFact } from "@/api/types";
import { minutesAndSeconds } from "@/lib/dates";
import { formatPhone } from "@/lib/phone";
import { Time } from "../common/Time";

function valueOf({ name, value }: CheckFact): ReactNode {
  switch (name) {
    case "at":
    case "ends_at":
    case "waits_until":
      return <Time at={value} />;
    case "seconds_ahead":
    case "seconds_behind":
      return <bdi dir="ltr">{minutesAndSeconds(Number(value))}</bdi>;
    case "number":
      return <bdi dir="ltr">{formatPhone(value)}</bdi>;
    default:
      return <bdi>{value}</bdi>;
  }
}

export function Facts({ of: facts = [], className }: { of: CheckFact[] | undefined; className?: string }) {
  const { t } = useTranslation("whatsapp");
  if (facts.length === 0) return null;
  return (
    <dl className={className}>
      {facts.map((fact) => (
        <div key={fact.name} className="me-4 inline-block max-w-full [overflow-wrap:anywhere]">
          <dt className="inline">{t(`checks.facts.${fact.name}`)}:</dt> <dd className="inline">{valueOf(fact)}</dd>
        </div>
      ))}
    </dl>
  );
}

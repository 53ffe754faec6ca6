// Why a detector could not look, and what the database said about it.
import { useTranslation } from "react-i18next";
import type { Detector } from "@/api/types";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";

export function Fault({ fault }: { fault: NonNullable<Detector["fault"]> }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  return (
    <div className="mt-2 text-warn">
      <p>
        {t(`faults.${fault.code}`)} <span className="text-ink-faint">({timeAgo(fault.since, i18n.language, now)})</span>
      </p>
      <details className="mt-1 text-ink-faint">
        <summary className="cursor-pointer">{t("faults.detail")}</summary>
        <code dir="ltr" className="mt-1 block text-start [overflow-wrap:anywhere]">
          {fault.detail}
        </code>
      </details>
    </div>
  );
}

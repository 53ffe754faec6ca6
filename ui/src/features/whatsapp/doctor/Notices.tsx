// What Meta announced about the number and its account, newest first.
import { useTranslation } from "react-i18next";
import type { NumberConnection } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Time } from "../../common/Time";
import { Facts } from "../Facts";

const severities = { info: "note", warning: "warn", critical: "bad" } as const;

export function Notices({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const notices = connection.notices;
  if (notices.length === 0) return null;
  return (
    <section aria-label={t("doctor.notices")}>
      <h2 className="mb-3 font-serif text-lg font-medium">{t("doctor.notices")}</h2>
      <ul className="divide-y divide-line overflow-hidden rounded-2xl bg-surface ring-1 ring-line">
        {notices.map((notice) => (
          <li key={notice.id} className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-3 sm:px-5">
            <Badge tone={severities[notice.severity]}>{t(`doctor.severity.${notice.severity}`)}</Badge>
            <div className="min-w-0 flex-1 basis-60">
              <p className="text-pretty">{t(`doctor.noticeKinds.${notice.kind}`)}</p>
              <Facts of={notice.facts} className="mt-0.5 text-sm text-ink-soft" />
            </div>
            <span className="text-sm text-ink-faint">
              <Time at={notice.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

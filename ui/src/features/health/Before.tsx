// What is known before anybody presses: why a message would be refused, and what else goes to the same person.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useErrorWords } from "@/api/errorWords";
import type { Signal } from "@/api/types";
import { relativeTime, timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Notice } from "@/ui/Badge";
import { detectorName } from "./evidence";

/** Where it is said why it cannot be sent. */
export const againstId = (id: string) => `against-${id}`;

/** What speaks against sending it at a moment: a limit that is over by then does not. */
export function againstAt({ against, missing_template }: Signal, now: Date): Signal["against"] {
  const isOver = against?.until && new Date(against.until) <= now;
  return missing_template || isOver ? null : against;
}

/** Said like the refusal an approval would meet. A missing template says more, and stands for itself. */
export function Against({ signal }: { signal: Signal }) {
  const { t } = useTranslation("health");
  const words = useErrorWords();
  const against = againstAt(signal, useNow());
  if (!against) return null;
  const params = { ...(against.until && { until: against.until }), ...(against.most && { most: String(against.most) }) };
  const why = words(new ApiError(409, { code: against.code, message: t("card.againstOther"), params }));
  return (
    <div id={againstId(signal.id)} className="mt-4">
      <Notice tone="warn" title={t("card.against")}>
        {why.title}
      </Notice>
    </div>
  );
}

/** Other signals about the same person, each with the way to it. */
export function Beside({ signal: { beside } }: { signal: Signal }) {
  const { t, i18n } = useTranslation("health");
  const now = useNow();
  if (beside.length === 0) return null;
  const words = ({ status, status_at }: Signal["beside"][number]) => {
    if (status === "sent") return t("card.beside.sent", { ago: timeAgo(status_at, i18n.language, now) });
    return t(status === "snoozed" ? "card.beside.snoozed" : "card.beside.waiting");
  };
  return (
    <ul className="mt-3 flex flex-col gap-1 px-1 text-sm text-ink-soft">
      {beside.map((other) => (
        <li key={other.id} className="[overflow-wrap:anywhere]">
          {words(other)}{" "}
          <Link
            to="/health/$signalId"
            params={{ signalId: other.id }}
            className="font-medium underline decoration-line-strong underline-offset-4 hover:text-ink pointer-coarse:-my-2 pointer-coarse:inline-block pointer-coarse:py-2"
          >
            {detectorName(other.detector, other.detector_title)}
          </Link>
          {other.send_at && ` · ${t("card.beside.goes", { when: relativeTime(other.send_at, i18n.language, now) })}`}
        </li>
      ))}
    </ul>
  );
}

// Where the money went, as lines with a bar each: by kind of message, by country.
import { useTranslation } from "react-i18next";
import { formatMicros } from "@/lib/numbers";

export interface Share {
  key: string;
  name: string;
  messages: number;
  micros: number;
  /** How many of them cost nothing. */
  free?: number;
}

/** Lines shown; the rest is one line. */
const MOST = 8;

function folded(shares: Share[], rest: string): Share[] {
  if (shares.length <= MOST) return shares;
  const sum = (of: (share: Share) => number) => shares.slice(MOST - 1).reduce((total, share) => total + of(share), 0);
  return [
    ...shares.slice(0, MOST - 1),
    { key: "rest", name: rest, messages: sum((share) => share.messages), micros: sum((share) => share.micros) },
  ];
}

export function Shares({ shares }: { shares: Share[] }) {
  const { t, i18n } = useTranslation("prices");
  const sorted = [...shares].sort((a, b) => b.micros - a.micros || b.messages - a.messages);
  const most = Math.max(1, ...sorted.map((share) => share.micros));
  if (sorted.length === 0) return <p className="text-ink-faint">{t("nothingYet")}</p>;
  return (
    <ul className="flex flex-col gap-3.5">
      {folded(sorted, t("others")).map((share) => (
        <li key={share.key}>
          <p className="flex items-baseline justify-between gap-4">
            <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{share.name}</span>
            <span className="shrink-0">{formatMicros(share.micros, i18n.language)}</span>
          </p>
          <div aria-hidden className="my-1.5 h-1.5 overflow-hidden rounded-full bg-sunken dark:bg-raised">
            <div className="h-full rounded-full bg-brass-mark" style={{ width: `${(share.micros / most) * 100}%` }} />
          </div>
          <p className="text-sm text-ink-faint">
            {t("messages", { count: share.messages })}
            {share.free !== undefined && share.free > 0 && ` · ${t("freeOnes", { count: share.free })}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

// How long WhatsApp still lets the shop answer freely. Silent while there is plenty of time.
import { useTranslation } from "react-i18next";
import { Lock, Timer } from "lucide-react";
import { classes } from "@/lib/classes";
import { countdown } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Badge } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";

const small = "!h-5 !px-1.5 !text-xs";

/** "1 h 40 min" in words. */
export function useTimeLeft(): (end: string, now: Date) => string {
  const { t } = useTranslation("inbox");
  return (end, now) => {
    const { hours, minutes } = countdown(end, now);
    return hours > 0 ? t("window.hours", { hours, minutes }) : t("window.minutes", { minutes });
  };
}

export function WindowBadge({ expires, always = false }: { expires: string | null | undefined; always?: boolean }) {
  const { t } = useTranslation("inbox");
  const now = useNow();
  const left = useTimeLeft();
  if (!expires) return null;
  const { level } = countdown(expires, now);
  if (level === "calm" && !always) return null;
  if (level === "closed") {
    return (
      <Badge className={small}>
        <Icon of={Lock} size={12} />
        {t("window.closed")}
      </Badge>
    );
  }
  return (
    <Badge tone={level === "calm" ? "plain" : level === "soon" ? "warn" : "bad"} className={small}>
      <Icon of={Timer} size={12} />
      <span className={classes(always && "max-sm:hidden")}>{t("window.left", { time: left(expires, now) })}</span>
      {always && <span className="sm:hidden">{left(expires, now)}</span>}
    </Badge>
  );
}

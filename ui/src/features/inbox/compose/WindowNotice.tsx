// WhatsApp's 24 hours: quiet at first, amber at two hours, red at thirty minutes, explained when over.
import { useTranslation } from "react-i18next";
import { Lock, Timer } from "lucide-react";
import { classes } from "@/lib/classes";
import { countdown, exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Notice } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import { useTimeLeft } from "../list/WindowBadge";

/** `brief`: phones have no room for the explanation while a template is being chosen. */
export function WindowNotice({ ends, brief = false }: { ends: string | null; brief?: boolean }) {
  const { t, i18n } = useTranslation("inbox");
  const now = useNow();
  const left = useTimeLeft();
  const level = ends ? countdown(ends, now).level : "closed";
  if (level === "calm") return null;
  if (level === "closed") {
    return (
      <div className={classes(brief && "max-sm:hidden")}>
        <Notice
          title={
            <span className="flex items-start gap-2">
              <Icon of={Lock} size={16} className="mt-1 shrink-0" />
              {t("window.closedTitle")}
            </span>
          }
        >
          <p className="text-sm">{ends ? t("window.closedBody", { time: exactTime(ends, i18n.language) }) : t("window.neverOpened")}</p>
        </Notice>
      </div>
    );
  }
  return (
    <p
      role="status"
      className={classes(
        "flex items-center gap-2 rounded-lg px-3 py-1.5 text-sm",
        level === "soon" ? "bg-warn-tint text-warn" : "bg-bad-tint text-bad",
      )}
    >
      <Icon of={Timer} size={15} className="shrink-0" />
      {t(level === "soon" ? "window.soon" : "window.urgent", { time: ends ? left(ends, now) : "" })}
    </p>
  );
}

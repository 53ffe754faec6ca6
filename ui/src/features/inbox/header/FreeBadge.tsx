// Until when messages to this customer cost nothing, because an advertisement brought them.
import { useTranslation } from "react-i18next";
import { Gift } from "lucide-react";
import { exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Badge } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";

export function FreeBadge({ until }: { until: string | null | undefined }) {
  const { t, i18n } = useTranslation("inbox");
  const now = useNow();
  if (!until || new Date(until) <= now) return null;
  return (
    <Badge tone="good" className="!h-5 !px-1.5 !text-xs">
      <Icon of={Gift} size={12} />
      {t("window.free", { time: exactTime(until, i18n.language) })}
    </Badge>
  );
}

// How far a message of ours has come, as a small mark with its words.
import { useTranslation } from "react-i18next";
import { Check, CheckCheck, CircleAlert, CircleHelp, Clock, type LucideIcon } from "lucide-react";
import type { MessageState } from "@/api/types";
import { Icon } from "@/ui/Icon";

const MARKS: Record<Exclude<MessageState, "received">, { icon: LucideIcon; tone: string }> = {
  queued: { icon: Clock, tone: "" },
  sending: { icon: Clock, tone: "" },
  unsure: { icon: CircleHelp, tone: "text-warn" },
  sent: { icon: Check, tone: "" },
  delivered: { icon: CheckCheck, tone: "" },
  read: { icon: CheckCheck, tone: "text-brass" },
  failed: { icon: CircleAlert, tone: "text-bad" },
};

export function Ticks({ state }: { state: MessageState | null | undefined }) {
  const { t } = useTranslation("inbox");
  if (!state || state === "received") return null;
  const { icon, tone } = MARKS[state];
  return (
    <span title={t(`states.${state}`)} className={tone}>
      <Icon of={icon} size={15} />
      <span className="sr-only">{t(`states.${state}`)}</span>
    </span>
  );
}

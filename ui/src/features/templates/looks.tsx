// How a template's state and quality look: words first, colour second.
import { useTranslation } from "react-i18next";
import type { TemplateQuality, TemplateStatus } from "@/api/types";
import { Badge, type Tone } from "@/ui/Badge";

const statusTones: Record<TemplateStatus, Tone> = {
  draft: "plain",
  pending: "note",
  approved: "good",
  rejected: "bad",
  paused: "warn",
  disabled: "bad",
  in_appeal: "note",
  limit_exceeded: "warn",
  archived: "plain",
  deleted: "plain",
  flagged: "warn",
  locked: "warn",
  unknown: "plain",
};

export function StatusBadge({ status }: { status: TemplateStatus }) {
  const { t } = useTranslation("templates");
  return <Badge tone={statusTones[status]}>{t(`status.${status}`)}</Badge>;
}

const qualityTones: Record<TemplateQuality, Tone> = { green: "good", yellow: "warn", red: "bad", unknown: "plain" };

/** How customers take it, as Meta sees it. Nothing while Meta has not seen enough. */
export function QualityBadge({ quality }: { quality: TemplateQuality }) {
  const { t } = useTranslation("templates");
  if (quality === "unknown") return null;
  return <Badge tone={qualityTones[quality]}>{t(`quality.${quality}`)}</Badge>;
}

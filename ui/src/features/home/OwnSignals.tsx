// What the scanner found wrong with this install, on the start page: the same words as in the health queue, the same way out.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import type { Signal } from "@/api/types";
import { detectorName, evidenceWords } from "@/features/health/evidence";
import { MENDED_AT } from "@/features/health/mendedAt";
import { Button } from "@/ui/Button";
import { AttentionItem } from "./AttentionItem";

function WayOut({ signal }: { signal: Signal }) {
  const { t } = useTranslation("health");
  const { permissions } = useMe();
  const place = MENDED_AT[signal.detector];
  if (place && permissions.includes(place.permission))
    return (
      <Button asChild>
        <Link {...place.link}>{t(`todo.${place.words}`)}</Link>
      </Button>
    );
  // What this person cannot mend they can read about, and put aside.
  return (
    <Button asChild>
      <Link to="/health/$signalId" params={{ signalId: signal.id }}>
        {t("todo.read")}
      </Link>
    </Button>
  );
}

export default function OwnSignals({ signals }: { signals: Signal[] }) {
  const { i18n } = useTranslation("health");
  return signals.map((signal) => (
    <AttentionItem key={signal.id} urgent={false} title={detectorName(signal.detector)} action={<WayOut signal={signal} />}>
      {evidenceWords(signal, i18n.language)}
    </AttentionItem>
  ));
}

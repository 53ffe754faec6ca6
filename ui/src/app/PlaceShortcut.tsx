// G and a letter go places. A component because each place needs its own hook.
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useShortcut } from "@/lib/shortcuts";
import type { Place } from "./navigation";

export function PlaceShortcut({ place }: { place: Place }) {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  useShortcut({ keys: `g ${place.key}`, label: t(place.id), group: t("groups.go"), run: () => void navigate({ to: place.to }) });
  return null;
}

// What the palette and the keys can do on every screen: go places, change the look, leave.
import { useMemo } from "react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useChangeMe, useMe } from "@/api/me";
import { useCommands, type Command } from "@/lib/commands";
import { applyTheme } from "@/lib/theme";
import { isAppLanguage, LANGUAGES, setLanguage } from "@/lib/i18n";
import type { ThemeChoice } from "@/api/types";
import { placesFor } from "@/features/whatsapp/places";
import { PLACES, type Place } from "./navigation";
import { useSignOut } from "./useSignOut";

export function usePlaces(): Place[] {
  const { permissions } = useMe();
  // The WhatsApp section is for whoever may see any of its pages.
  return PLACES.filter((place) =>
    place.id === "whatsapp" ? placesFor(permissions).length > 0 : !place.permission || permissions.includes(place.permission),
  );
}

/** Changes the look or the language here at once and remembers it for the person. */
export function useLook() {
  const change = useChangeMe();
  return {
    setTheme(theme: ThemeChoice) {
      applyTheme(theme);
      change.mutate({ theme });
    },
    async changeLanguage(language: string) {
      if (!isAppLanguage(language)) return;
      await setLanguage(language);
      change.mutate({ language });
    },
  };
}

export function useShellCommands(): void {
  const { t, i18n } = useTranslation(["shell", "common"]);
  const { permissions } = useMe();
  const navigate = useNavigate();
  const places = usePlaces();
  const { setTheme, changeLanguage } = useLook();
  const signOut = useSignOut();
  const language = i18n.language;
  const commands = useMemo<Command[]>(
    () => [
      ...places.map((place) => ({
        id: `go-${place.id}`,
        label: t(`shell:${place.id}`),
        group: t("shell:groups.go"),
        keys: ["g", place.key],
        run: () => void navigate({ to: place.to }),
      })),
      ...placesFor(permissions).map((place) => ({
        id: `whatsapp-${place.id}`,
        label: `WhatsApp: ${t(`shell:whatsappPlaces.${place.id}`)}`,
        group: t("shell:groups.go"),
        run: () => void navigate({ to: place.to }),
      })),
      ...(["light", "dark", "system"] as const).map((theme) => ({
        id: `theme-${theme}`,
        label: `${t("shell:theme")}: ${t(`common:themes.${theme}`)}`,
        group: t("shell:groups.do"),
        run: () => setTheme(theme),
      })),
      ...LANGUAGES.filter((other) => other !== language).map((other) => ({
        id: `language-${other}`,
        label: `${t("shell:language")}: ${t(`common:languages.${other}`)}`,
        group: t("shell:groups.do"),
        run: () => void changeLanguage(other),
      })),
      { id: "sign-out", label: t("shell:signOut"), group: t("shell:groups.do"), run: signOut },
    ],
    // The callbacks only reach for stable things; the words change with the language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [language, places.length],
  );
  useCommands(commands);
}

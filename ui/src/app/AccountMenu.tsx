// Who is signed in; their look, language and the way out. On phones also the places that do not fit in the bar.
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Command, Ellipsis, LogOut, UserRound } from "lucide-react";
import { useMe } from "@/api/me";
import { LANGUAGES } from "@/lib/i18n";
import { Avatar } from "@/ui/Avatar";
import { DropdownMenu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "@/ui/DropdownMenu";
import { Icon } from "@/ui/Icon";
import type { Place } from "./navigation";
import { useLook } from "./useShellCommands";
import { useSignOut } from "./useSignOut";

function AccountItems() {
  const { t, i18n } = useTranslation(["shell", "common"]);
  const { person } = useMe();
  const { setTheme, changeLanguage } = useLook();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <>
      <div className="px-3 pt-1.5 pb-1">
        <p className="font-medium">{person.name || person.email}</p>
        <p className="text-sm text-ink-faint">{t(`common:roles.${person.role}`)}</p>
      </div>
      <MenuItem icon={UserRound} onSelect={() => void navigate({ to: "/settings/$tab", params: { tab: "account" } })}>
        {t("shell:account")}
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>{t("shell:theme")}</MenuLabel>
      <MenuChoice
        value={person.theme}
        onChange={setTheme}
        options={(["system", "light", "dark"] as const).map((value) => ({ value, label: t(`common:themes.${value}`) }))}
      />
      <MenuSeparator />
      <MenuLabel>{t("shell:language")}</MenuLabel>
      <MenuChoice
        value={i18n.language}
        onChange={(language) => void changeLanguage(language)}
        options={LANGUAGES.map((value) => ({ value, label: t(`common:languages.${value}`) }))}
      />
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={signOut}>
        {t("shell:signOut")}
      </MenuItem>
    </>
  );
}

export function AccountMenu() {
  const { t } = useTranslation("shell");
  const { person } = useMe();
  const name = person.name || person.email;
  return (
    <DropdownMenu
      align="start"
      side="right"
      trigger={
        <button type="button" className="grid size-11 place-items-center rounded-full">
          <Avatar name={name} className="!size-9" />
          <span className="sr-only">
            {t("account")}: {name}
          </span>
        </button>
      }
    >
      <AccountItems />
    </DropdownMenu>
  );
}

/** The last place in the bar at the foot of phones. */
export function MoreMenu({ places, onPalette, className }: { places: Place[]; onPalette: () => void; className: string }) {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  return (
    <DropdownMenu
      side="top"
      trigger={
        <button type="button" className={className}>
          <Icon of={Ellipsis} size={22} />
          {t("more")}
        </button>
      }
    >
      {places.map((place) => (
        <MenuItem key={place.id} icon={place.icon} onSelect={() => void navigate({ to: place.to })}>
          {t(place.id)}
        </MenuItem>
      ))}
      <MenuItem icon={Command} onSelect={onPalette}>
        {t("commands.open")}
      </MenuItem>
      <MenuSeparator />
      <AccountItems />
    </DropdownMenu>
  );
}

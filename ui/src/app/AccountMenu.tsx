// Who is signed in; their look, language and the way out.
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LogOut, UserRound } from "lucide-react";
import { useMe } from "@/api/me";
import { LANGUAGES } from "@/lib/i18n";
import { Avatar } from "@/ui/Avatar";
import { DropdownMenu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "@/ui/DropdownMenu";
import { useLook } from "./useShellCommands";
import { useSignOut } from "./useSignOut";

export function AccountMenu() {
  const { t, i18n } = useTranslation(["shell", "common"]);
  const { person } = useMe();
  const { setTheme, changeLanguage } = useLook();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const name = person.name || person.email;
  return (
    <DropdownMenu
      align="start"
      side="right"
      trigger={
        <button type="button" aria-label={`${t("shell:account")}: ${name}`} className="grid size-11 place-items-center rounded-full">
          <Avatar name={name} className="!size-9" />
        </button>
      }
    >
      <div className="px-3 pt-1.5 pb-1">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-ink-faint">{t(`common:roles.${person.role}`)}</p>
      </div>
      <MenuItem icon={UserRound} onSelect={() => void navigate({ to: "/settings/$tab", params: { tab: "account" } })}>
        {t("shell:account")}
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>{t("shell:theme")}</MenuLabel>
      <MenuChoice value={person.theme} onChange={setTheme} options={(["system", "light", "dark"] as const).map((value) => ({ value, label: t(`common:themes.${value}`) }))} />
      <MenuSeparator />
      <MenuLabel>{t("shell:language")}</MenuLabel>
      <MenuChoice value={i18n.language} onChange={(language) => void changeLanguage(language)} options={LANGUAGES.map((value) => ({ value, label: t(`common:languages.${value}`) }))} />
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={signOut}>
        {t("shell:signOut")}
      </MenuItem>
    </DropdownMenu>
  );
}

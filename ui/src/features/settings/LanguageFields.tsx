// In which languages the assistant answers by itself; whoever writes in another one gets a person.
import { useTranslation } from "react-i18next";
import { ChevronDown } from "lucide-react";
import type { RepliesSettings } from "@/api/types";
import { Button } from "@/ui/Button";
import { DropdownMenu, MenuTick } from "@/ui/DropdownMenu";
import { Icon } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { languageTitle } from "@/lib/languages";
import { Section } from "./Section";

/** Languages the assistant tells apart. */
const KNOWN = "ar bn cs da de el en es fa fi fr he hi hu id it ja ko ms nl pl pt ro ru sv th tr uk ur vi zh".split(" ");

interface LanguageFieldsProps {
  draft: RepliesSettings;
  shopLanguage: string;
  onChange: (draft: RepliesSettings) => void;
}

export function LanguageFields({ draft, shopLanguage, onChange }: LanguageFieldsProps) {
  const { t, i18n } = useTranslation("settings");
  const chosen = draft.languages ?? [];
  const title = (tag: string) => languageTitle(tag, i18n.language);
  const sorted = [...KNOWN].sort((one, other) => title(one).localeCompare(title(other), i18n.language));
  const own = KNOWN.find((tag) => tag === shopLanguage.split("-")[0]) ?? "en";
  const toggle = (tag: string, on: boolean) => {
    const next = on ? [...chosen, tag] : chosen.filter((other) => other !== tag);
    if (next.length > 0) onChange({ ...draft, languages: next });
  };
  return (
    <Section title={t("languages.title")} description={t("languages.lead")}>
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label={t("languages.title")}
          value={chosen.length === 0 ? "every" : "some"}
          onChange={(which) => onChange({ ...draft, languages: which === "every" ? [] : [own] })}
          options={(["every", "some"] as const).map((value) => ({ value, label: t(`languages.${value}`) }))}
        />
        {chosen.length > 0 && (
          <DropdownMenu
            align="start"
            trigger={
              <Button className="h-auto min-h-10 max-w-full py-2 whitespace-normal pointer-coarse:h-auto pointer-coarse:min-h-11">
                {sorted
                  .filter((tag) => chosen.includes(tag))
                  .map(title)
                  .join(", ")}
                <Icon of={ChevronDown} size={16} className="ms-2 inline align-middle text-ink-faint" />
              </Button>
            }
          >
            {sorted.map((tag) => (
              <MenuTick key={tag} checked={chosen.includes(tag)} onChange={(on) => toggle(tag, on)}>
                {title(tag)}
              </MenuTick>
            ))}
          </DropdownMenu>
        )}
      </div>
    </Section>
  );
}

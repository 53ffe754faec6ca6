// How the assistant sounds: tone, form of address, emoji, and a line under each answer.
import { useTranslation } from "react-i18next";
import type { Personality, RepliesSettings } from "@/api/types";
import { Field, Input, Select } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { Section } from "./Section";

const TONES: Personality["tone"][] = ["neutral", "warm", "brisk"];
const ADDRESSES: Personality["address"][] = ["as_customer", "formal", "informal"];
const USUAL: Personality = { tone: "neutral", address: "as_customer", emoji: false, sign_off: "" };

interface PersonalityFieldsProps {
  draft: RepliesSettings;
  errors: Record<string, string>;
  onChange: (draft: RepliesSettings) => void;
}

export function PersonalityFields({ draft, errors, onChange }: PersonalityFieldsProps) {
  const { t } = useTranslation(["settings", "common"]);
  const sounds = { ...USUAL, ...draft.personality };
  const change = (changed: Partial<Personality>) => onChange({ ...draft, personality: { ...sounds, ...changed } });
  return (
    <Section title={t("settings:personality.title")} description={t("settings:personality.lead")}>
      <div className="grid max-w-xl gap-5 sm:grid-cols-2">
        <Field label={t("settings:personality.tone")}>
          <Select value={sounds.tone} onChange={(event) => change({ tone: event.target.value as Personality["tone"] })}>
            {TONES.map((tone) => (
              <option key={tone} value={tone}>
                {t(`settings:personality.tones.${tone}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("settings:personality.address")}>
          <Select value={sounds.address} onChange={(event) => change({ address: event.target.value as Personality["address"] })}>
            {ADDRESSES.map((address) => (
              <option key={address} value={address}>
                {t(`settings:personality.addresses.${address}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label={t("settings:personality.signOff")}
          aside={t("common:optional")}
          hint={t("settings:personality.signOffHint")}
          error={errors["personality.sign_off"]}
          className="sm:col-span-2"
        >
          <Input maxLength={80} dir="auto" value={sounds.sign_off} onChange={(event) => change({ sign_off: event.target.value })} />
        </Field>
        <div className="flex items-center gap-3 sm:col-span-2">
          <Switch label={t("settings:personality.emoji")} checked={sounds.emoji} onChange={(emoji) => change({ emoji })} />
          <span aria-hidden>{t("settings:personality.emoji")}</span>
        </div>
      </div>
    </Section>
  );
}

// My own account: name, look, language, password, second factor.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { useChangeMe, useMe } from "@/api/me";
import { isAppLanguage, LANGUAGES, setLanguage } from "@/lib/i18n";
import { applyTheme } from "@/lib/theme";
import { Button } from "@/ui/Button";
import { Field, Input, SecretInput } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { BellSwitches } from "../bell/BellSection";
import { NewPasswordField } from "../accounts/NewPasswordField";
import { ErrorNotice } from "../common/ErrorNotice";
import { SecondFactorSection } from "./SecondFactorSection";
import { Section } from "./Section";

function ProfileSection() {
  const { t } = useTranslation(["settings", "common"]);
  const { person } = useMe();
  const change = useChangeMe();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    change.mutate({ name }, { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) });
  };
  return (
    <Section title={t("settings:account.profile")} description={person.email}>
      <form onSubmit={onSubmit} className="flex max-w-md flex-col gap-5">
        {change.error && <ErrorNotice error={change.error} />}
        <Field label={t("settings:account.name")} error={fieldErrors(change.error).name}>
          <Input name="name" defaultValue={person.name} required maxLength={100} autoComplete="name" />
        </Field>
        <div>
          <Button type="submit" busy={change.isPending}>
            {t("common:save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function LookSection() {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const { person } = useMe();
  const change = useChangeMe();
  return (
    <Section title={t("settings:account.look")}>
      <div className="flex flex-wrap gap-x-10 gap-y-5">
        <div className="flex flex-col gap-1.5">
          <p className="text-sm font-medium">{t("settings:account.theme")}</p>
          <Segmented
            label={t("settings:account.theme")}
            value={person.theme}
            onChange={(theme) => {
              applyTheme(theme);
              change.mutate({ theme });
            }}
            options={(["system", "light", "dark"] as const).map((value) => ({ value, label: t(`common:themes.${value}`) }))}
          />
        </div>
        <div className="flex flex-col gap-1.5">
          <p className="text-sm font-medium">{t("settings:account.language")}</p>
          <Segmented
            label={t("settings:account.language")}
            value={i18n.language}
            onChange={(language) => {
              if (!isAppLanguage(language)) return;
              void setLanguage(language).then(() => change.mutate({ language }));
            }}
            options={LANGUAGES.map((value) => ({ value, label: t(`common:languages.${value}`) }))}
          />
        </div>
      </div>
    </Section>
  );
}

function BellPart() {
  const { t } = useTranslation("settings");
  return (
    <Section title={t("bell.title")} description={t("bell.lead")}>
      <BellSwitches />
    </Section>
  );
}

function PasswordSection() {
  const { t } = useTranslation(["settings", "common"]);
  const change = useChangeMe();
  const [next, setNext] = useState("");
  const errors = fieldErrors(change.error);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    change.mutate(
      { current_password: String(new FormData(form).get("current")), new_password: next },
      {
        onSuccess: () => {
          form.reset();
          setNext("");
          toast({ title: t("settings:account.passwordChanged"), description: t("settings:account.passwordChangedBody"), tone: "good" });
        },
      },
    );
  };
  return (
    <Section title={t("settings:account.password")} description={t("settings:account.passwordLead")}>
      <form onSubmit={onSubmit} className="flex max-w-md flex-col gap-5">
        {change.error && !errors.current_password && !errors.new_password && <ErrorNotice error={change.error} />}
        <Field label={t("settings:account.current")} error={errors.current_password}>
          <SecretInput
            name="current"
            autoComplete="current-password"
            required
            showLabel={t("common:showPassword")}
            hideLabel={t("common:hidePassword")}
          />
        </Field>
        <NewPasswordField value={next} onChange={setNext} error={errors.new_password} />
        <div>
          <Button type="submit" busy={change.isPending}>
            {t("settings:account.change")}
          </Button>
        </div>
      </form>
    </Section>
  );
}

export default function AccountTab() {
  return (
    <>
      <ProfileSection />
      <LookSection />
      <BellPart />
      <SecondFactorSection />
      <PasswordSection />
    </>
  );
}

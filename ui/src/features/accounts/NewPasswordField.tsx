// A new password: long is what counts. Shows how far it is from long enough.
import { useTranslation } from "react-i18next";
import { Field, SecretInput } from "@/ui/Field";

/** The least number of characters the server accepts. */
export const SHORTEST_PASSWORD = 12;

interface NewPasswordFieldProps {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  autoFocus?: boolean;
  label?: string;
}

export function NewPasswordField({ value, onChange, error, autoFocus = false, label }: NewPasswordFieldProps) {
  const { t } = useTranslation(["accounts", "common"]);
  const missing = Math.max(0, SHORTEST_PASSWORD - [...value].length);
  const hint =
    value === "" || missing === 0
      ? t("accounts:newPassword.hint", { count: SHORTEST_PASSWORD })
      : t("accounts:newPassword.missing", { count: missing });
  return (
    <Field label={label ?? t("accounts:newPassword.label")} hint={hint} error={error}>
      <SecretInput
        name="new-password"
        autoComplete="new-password"
        minLength={SHORTEST_PASSWORD}
        required
        autoFocus={autoFocus}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        showLabel={t("common:showPassword")}
        hideLabel={t("common:hidePassword")}
      />
    </Field>
  );
}

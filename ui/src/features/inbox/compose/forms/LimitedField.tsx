// A field that counts while somebody types, and says in words when it is too much.
import { useTranslation } from "react-i18next";
import { countCharacters } from "@/lib/characters";
import { Field, Input, Textarea } from "@/ui/Field";

interface LimitedFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  most: number;
  error?: string | undefined;
  hint?: string;
  lines?: number;
  optional?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  type?: "text" | "url" | "tel";
}

export function LimitedField({
  label,
  value,
  onChange,
  most,
  error,
  hint,
  lines,
  optional = false,
  autoFocus,
  placeholder,
  type = "text",
}: LimitedFieldProps) {
  const { t } = useTranslation(["inbox", "common"]);
  const count = countCharacters(value);
  const aside = (
    <span className={count > most ? "font-medium text-bad" : undefined}>
      {optional && count === 0 ? t("common:optional") : `${count}/${most}`}
    </span>
  );
  const control = { value, autoFocus, placeholder, dir: "auto" as const };
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {lines ? (
        <Textarea rows={lines} {...control} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input type={type} {...control} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

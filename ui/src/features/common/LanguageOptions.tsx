// The choices of a select of languages, each named in the reader's own.
import { useTranslation } from "react-i18next";
import { languageTitle } from "@/lib/languages";

export function LanguageOptions({ codes }: { codes: readonly string[] }) {
  const { i18n } = useTranslation();
  return codes.map((code) => (
    <option key={code} value={code}>
      {languageTitle(code, i18n.language)}
    </option>
  ));
}

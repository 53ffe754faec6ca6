// A moment: said relatively, exact on hover, in the reader's language.
import { useTranslation } from "react-i18next";
import { exactTime, relativeTime } from "@/lib/dates";

export function Time({ at, exact = false }: { at: string; exact?: boolean }) {
  const { i18n } = useTranslation();
  const precise = exactTime(at, i18n.language);
  return (
    <time dateTime={at} title={precise}>
      {exact ? precise : relativeTime(at, i18n.language)}
    </time>
  );
}

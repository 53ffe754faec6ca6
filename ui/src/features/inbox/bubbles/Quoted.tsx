// The message another one answers: a press goes there, and one that was never seen says so.
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";

export function Quoted({ quoted }: { quoted: NonNullable<Message["quoted"]> }) {
  const { t } = useTranslation(["messages", "inbox"]);
  const show = () => document.getElementById(`message-${quoted.id}`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  const inside = (
    <>
      {quoted.author && <span className="block text-xs font-semibold opacity-80">{t(`inbox:authors.${quoted.author}`)}</span>}
      <span dir="auto" className="line-clamp-2 text-sm opacity-80">
        {quoted.text || (quoted.id ? t("messages:other.quotedFile") : t("messages:other.quotedGone"))}
      </span>
    </>
  );
  const look = "mb-2 block w-full border-s-2 border-current/40 ps-2.5 text-start";
  if (!quoted.id) return <div className={look}>{inside}</div>;
  return (
    <button type="button" onClick={show} className={look}>
      {inside}
    </button>
  );
}

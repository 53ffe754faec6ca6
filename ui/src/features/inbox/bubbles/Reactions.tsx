// Small answers on a message. The shop's own one can be taken back with a press.
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useReact } from "../compose/sending";

const look = "grid h-6 min-w-7 place-items-center rounded-full bg-surface px-1.5 text-sm ring-1 ring-line dark:bg-raised";

export function Reactions({ message, conversation, mayReact }: { message: Message; conversation: string; mayReact: boolean }) {
  const { t } = useTranslation("inbox");
  const react = useReact(conversation);
  if (!message.reactions?.length) return null;
  return (
    <ul className="-mt-2.5 flex gap-1 px-2">
      {message.reactions.map((reaction, index) => {
        const inside = (
          <>
            <span aria-hidden>{reaction.emoji}</span>
            <span className="sr-only">{`${reaction.emoji} ${t(`authors.${reaction.author}`)}`}</span>
          </>
        );
        const own = mayReact && reaction.author !== "customer";
        return (
          <li key={index}>
            {own ? (
              <button
                type="button"
                title={t("bubble.takeBack")}
                aria-label={t("bubble.takeBackOf", { emoji: reaction.emoji })}
                onClick={() => react({ message: message.id, emoji: "" })}
                className={`${look} ring-brass-line hover:bg-sunken`}
              >
                <span aria-hidden>{reaction.emoji}</span>
              </button>
            ) : (
              <span title={t(`authors.${reaction.author}`)} className={look}>
                {inside}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

// Contact cards: who it is, and each number ready to be copied or called.
import { useTranslation } from "react-i18next";
import { BadgeCheck, Contact } from "lucide-react";
import type { Drawable } from "@/api/messageTypes";
import { formatPhone } from "@/lib/phone";
import { Avatar } from "@/ui/Avatar";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";
import { Words } from "../Words";
import { cardsOf, type ReadCard } from "./cards";
import { IconLine } from "./IconLine";

function CardView({ card }: { card: ReadCard }) {
  const { t } = useTranslation(["messages", "common"]);
  return (
    <div className="w-[min(17rem,64vw)] max-w-full">
      <div className="flex items-center gap-3">
        <Avatar name={card.name} />
        <div className="min-w-0">
          <p dir="auto" className="font-medium break-words">
            {card.name || t("messages:kinds.contacts")}
          </p>
          {card.organization && (
            <p dir="auto" className="text-sm break-words opacity-80">
              {card.organization}
            </p>
          )}
        </div>
      </div>
      {card.own && (
        <p className="mt-1.5 flex items-center gap-1.5 text-sm opacity-80">
          <Icon of={BadgeCheck} size={15} className="shrink-0" />
          {t("messages:cards.own")}
        </p>
      )}
      <ul className="mt-1.5 divide-y divide-current/15">
        {card.phones.map(({ phone, label }) => (
          <li key={phone} className="flex items-center justify-between gap-2 py-0.5 [&_button]:text-current [&_button:hover]:bg-current/10">
            <a href={`tel:${phone.replaceAll(/[^\d+]/g, "")}`} className="min-w-0 py-1 underline-offset-2 hover:underline">
              <bdi>{formatPhone(phone)}</bdi>
              {label && <span className="ms-1.5 text-xs lowercase opacity-75">{label}</span>}
            </a>
            <CopyButton text={phone} label={t("messages:cards.copy", { what: phone })} copiedLabel={t("common:copied")} iconOnly />
          </li>
        ))}
        {card.emails?.map((email) => (
          <li key={email} className="flex items-center justify-between gap-2 py-0.5 [&_button]:text-current [&_button:hover]:bg-current/10">
            <bdi className="min-w-0 py-1 [overflow-wrap:anywhere]">{email}</bdi>
            <CopyButton text={email} label={t("messages:cards.copy", { what: email })} copiedLabel={t("common:copied")} iconOnly />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function ContactCards({ message }: { message: Drawable }) {
  const { t } = useTranslation("messages");
  const cards = cardsOf(message.content);
  if (cards.length === 0)
    return (
      <IconLine icon={Contact} title={t("kinds.contacts")}>
        {message.text && <Words text={message.text} />}
      </IconLine>
    );
  return (
    <ul className="flex flex-col gap-4">
      {cards.map((card, index) => (
        <li key={index}>
          <CardView card={card} />
        </li>
      ))}
    </ul>
  );
}

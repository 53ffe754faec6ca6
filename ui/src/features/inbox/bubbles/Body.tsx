// The inside of a bubble, by kind. A kind nobody knows is named and can be looked at raw; a bubble is never empty.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Ban, Contact, FileText, Image, type LucideIcon, MapPin, MessageSquareDashed, Mic, MousePointerClick, Smile, Sticker, Undo2, Video } from "lucide-react";
import type { Message } from "@/api/types";
import { listAt, numberAt, recordOf, textAt } from "@/lib/json";
import { formatPhone } from "@/lib/phone";
import { Icon } from "@/ui/Icon";
import { useKindName } from "../words";
import { OrderTable } from "./OrderTable";
import { RawDetails } from "./RawDetails";
import { Words } from "./Words";

const ICONS: Record<string, LucideIcon> = { image: Image, video: Video, audio: Mic, document: FileText, sticker: Sticker, reaction: Smile };

/** A line with a picture of the kind, for what has no picture here. */
function Placeholder({ icon, title, children }: { icon: LucideIcon; title: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex items-start gap-2.5">
      <Icon of={icon} size={20} className="mt-0.5 shrink-0 opacity-70" />
      <div className="min-w-0">
        <p className="font-medium break-words">{title}</p>
        {children}
      </div>
    </div>
  );
}

function Media({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const kindName = useKindName();
  const title = message.media?.voice ? t("kinds.voice") : (message.media?.filename ?? kindName(message.kind));
  return (
    <div className="flex flex-col gap-2">
      <Placeholder icon={ICONS[message.kind] ?? FileText} title={title}>
        <p className="text-sm opacity-80">{t("body.onPhone")}</p>
      </Placeholder>
      {message.text && <Words text={message.text} />}
    </div>
  );
}

function Location({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const [latitude, longitude] = [numberAt(message.content, "latitude"), numberAt(message.content, "longitude")];
  const name = textAt(message.content, "name") ?? t("kinds.location");
  const href = latitude !== null && longitude !== null ? `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}` : null;
  return (
    <Placeholder icon={MapPin} title={name}>
      <p className="text-sm break-words opacity-80">{textAt(message.content, "address") ?? (href ? `${latitude}, ${longitude}` : message.text)}</p>
      {href && (
        <a href={href} target="_blank" rel="noopener noreferrer" className="mt-1 inline-block font-medium underline underline-offset-2">
          {t("body.map")}
        </a>
      )}
    </Placeholder>
  );
}

function Cards({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const cards = listAt(message.content, "contacts").map((card) => {
    const name = recordOf(recordOf(card).name);
    const phones = listAt(card, "phones").map((phone) => textAt(phone, "phone") ?? textAt(phone, "wa_id")).filter((phone) => phone !== null);
    return { name: textAt(name, "formatted_name") ?? textAt(name, "first_name") ?? t("kinds.contacts"), phones };
  });
  if (cards.length === 0) return <Placeholder icon={Contact} title={t("kinds.contacts")}>{message.text && <Words text={message.text} />}</Placeholder>;
  return (
    <ul className="flex flex-col gap-3">
      {cards.map((card, index) => (
        <li key={index}>
          <Placeholder icon={Contact} title={card.name}>
            {card.phones.map((phone) => (
              <p key={phone} className="text-sm opacity-80">
                <bdi>{formatPhone(phone)}</bdi>
              </p>
            ))}
          </Placeholder>
        </li>
      ))}
    </ul>
  );
}

function Pressed({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const description = textAt(message.content, "description");
  const isForm = textAt(message.content, "reply_type") === "nfm_reply";
  return (
    <Placeholder icon={MousePointerClick} title={isForm ? t("body.form") : (message.text ?? t("kinds.button"))}>
      {isForm && message.text && <Words text={message.text} />}
      {description && <p className="text-sm opacity-80">{description}</p>}
      {!isForm && <p className="text-sm opacity-80">{t("body.pressed")}</p>}
    </Placeholder>
  );
}

function Other({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const kindName = useKindName();
  const what = textAt(message.content, "what") ?? textAt(message.content, "type");
  return (
    <div className="flex flex-col gap-2">
      <Placeholder icon={MessageSquareDashed} title={kindName(message.kind === "unknown" ? (what ?? message.kind) : message.kind)}>
        <p className="text-sm opacity-80">{t("body.notShown")}</p>
      </Placeholder>
      {message.text && <Words text={message.text} />}
      <RawDetails id={message.id} />
    </div>
  );
}

export function Body({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  if (message.revoked) return <Placeholder icon={Ban} title={<span className="font-normal italic opacity-80">{t("body.revoked")}</span>} />;
  switch (message.kind) {
    case "text":
    case "note":
    case "template":
      return message.text ? <Words text={message.text} /> : <Other message={message} />;
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return <Media message={message} />;
    case "location":
      return <Location message={message} />;
    case "contacts":
      return <Cards message={message} />;
    case "interactive":
    case "button":
      return <Pressed message={message} />;
    case "order":
      return <OrderTable message={message} fallback={<Other message={message} />} />;
    case "reaction":
      return <Placeholder icon={Smile} title={textAt(message.content, "emoji") ?? t("kinds.reaction")}>{<p className="text-sm opacity-80">{t("body.reactedTo")}</p>}</Placeholder>;
    case "revoke":
      return <Placeholder icon={Undo2} title={t("body.revoked")} />;
    default:
      return <Other message={message} />;
  }
}

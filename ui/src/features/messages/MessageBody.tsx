// The inside of a bubble, by kind. A kind nobody knows is named and can be looked at raw; a bubble is never empty.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Ban, MessageSquareDashed, Smile, Undo2 } from "lucide-react";
import { textAt } from "@/lib/json";
import { useKindName } from "./kinds";
import { MediaBody } from "./media/MediaBody";
import { ContactCards } from "./parts/ContactCards";
import { IconLine } from "./parts/IconLine";
import { Interactive, type Pressable } from "./parts/Interactive";
import { OrderTable } from "./parts/OrderTable";
import { PlaceCard } from "./parts/PlaceCard";
import { Pressed } from "./parts/Pressed";
import { Surroundings } from "./parts/Surroundings";
import { TemplateBody } from "./parts/TemplateBody";
import { Words } from "./Words";

interface MessageBodyProps extends Pressable {
  /** The way to the message as it came, where there is one. */
  raw?: ReactNode;
}

function Other({ message, raw }: MessageBodyProps) {
  const { t } = useTranslation("messages");
  const kindName = useKindName();
  const what = textAt(message.content, "what") ?? textAt(message.content, "type");
  return (
    <div className="flex flex-col gap-2">
      <IconLine icon={MessageSquareDashed} title={kindName(message.kind === "unknown" ? (what ?? message.kind) : message.kind)}>
        <p className="max-w-72 text-sm opacity-80">{message.kind === "unsupported" ? t("other.unsupported") : t("other.notShown")}</p>
        {message.kind === "unsupported" && what && <p className="font-mono text-xs opacity-75">{what}</p>}
      </IconLine>
      {message.text && <Words text={message.text} />}
      {raw}
    </div>
  );
}

function Inside(props: MessageBodyProps) {
  const { t } = useTranslation("messages");
  const { message } = props;
  switch (message.kind) {
    case "text":
    case "note":
      return message.text ? <Words text={message.text} /> : <Other {...props} />;
    case "template":
      return <TemplateBody {...props} />;
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return <MediaBody message={message} />;
    case "location":
      return <PlaceCard message={message} />;
    case "contacts":
      return <ContactCards message={message} />;
    case "interactive":
    case "button":
      return textAt(message.content, "kind") ? <Interactive {...props} /> : <Pressed message={message} />;
    case "order":
      return <OrderTable message={message} fallback={<Other {...props} />} />;
    case "reaction":
      return (
        <IconLine icon={Smile} title={textAt(message.content, "emoji") ?? t("kinds.reaction")}>
          <p className="text-sm opacity-80">{t("other.reactedTo")}</p>
        </IconLine>
      );
    case "revoke":
      return <IconLine icon={Undo2} title={t("other.revoked")} />;
    default:
      return <Other {...props} />;
  }
}

export function MessageBody(props: MessageBodyProps) {
  const { t } = useTranslation("messages");
  if (props.message.revoked)
    return <IconLine icon={Ban} title={<span className="font-normal italic opacity-80">{t("other.revoked")}</span>} />;
  return (
    <>
      <Surroundings message={props.message} />
      <Inside {...props} />
    </>
  );
}

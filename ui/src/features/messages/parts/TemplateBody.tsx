// A template as the customer got it: header, body, footer and buttons, with the values filled in.
import { useTranslation } from "react-i18next";
import { ArrowUpRight, Copy, LayoutTemplate, Phone, Reply, type LucideIcon } from "lucide-react";
import { listAt, recordOf, textAt } from "@/lib/json";
import { Icon } from "@/ui/Icon";
import { Words } from "../Words";
import { ChoiceLine, Frame, webAddress, type Pressable } from "./Interactive";

const ICONS: Record<string, LucideIcon> = { url: ArrowUpRight, phone_number: Phone, copy_code: Copy, quick_reply: Reply };

function headerOf(rendered: Record<string, unknown>, content: unknown): unknown {
  const words = typeof rendered.header === "string" ? rendered.header : textAt(rendered.header, "text");
  const media = textAt(recordOf(content).header, "media_id") ?? textAt(rendered.header, "media_id");
  return { header: { ...(words && { text: words }), ...(media && { media_id: media }) }, footer: rendered.footer };
}

export function TemplateBody({ message, onPress }: Pressable) {
  const { t } = useTranslation("messages");
  const rendered = recordOf(recordOf(message.content).rendered);
  const body = textAt(rendered, "body");
  if (!body) return message.text ? <Words text={message.text} /> : <p>{t("kinds.template")}</p>;
  const buttons = listAt(rendered, "buttons");
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-center gap-1.5 text-xs font-semibold opacity-75">
        <Icon of={LayoutTemplate} size={13} />
        {t("kinds.template")}
      </p>
      <Frame content={headerOf(rendered, message.content)} text={body}>
        {buttons.length > 0 &&
          buttons.map((button, index) => {
            const [type, title] = [
              textAt(button, "type") ?? "quick_reply",
              typeof button === "string" ? button : (textAt(button, "text") ?? ""),
            ];
            const pressed = type === "quick_reply" && onPress ? () => onPress({ type: "choice", id: title, title }) : undefined;
            return (
              <ChoiceLine
                key={index}
                icon={ICONS[type] ?? Reply}
                onPress={pressed}
                href={type === "url" ? webAddress(textAt(button, "url")) : undefined}
              >
                {title}
              </ChoiceLine>
            );
          })}
      </Frame>
    </div>
  );
}

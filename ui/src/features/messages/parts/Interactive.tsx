// What the shop asks with buttons, lists, links and products. On the practice phone the choices can be pressed; in the inbox they are shown.
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ArrowUpRight, Contact, List, MapPin, Package, Reply, ShoppingBag, type LucideIcon } from "lucide-react";
import type { Drawable, OutgoingOf } from "@/api/messageTypes";
import { listAt, recordOf, textAt } from "@/lib/json";
import { classes } from "@/lib/classes";
import { Icon } from "@/ui/Icon";
import { Words } from "../Words";
import { mediaAddress, thumbnailAddress, useMediaAddress } from "../media/address";

/** What a customer may press: the id of a button or row, or what a request asks for. */
export type Press = { type: "choice"; id: string; title: string } | { type: "place" } | { type: "phone" };

export interface Pressable {
  message: Drawable;
  onPress?: (press: Press) => void;
}

function ChoiceLine({ icon, children, onPress, href }: { icon: LucideIcon; children: ReactNode; onPress?: () => void; href?: string }) {
  const look =
    "flex min-h-9 w-full pointer-coarse:min-h-11 items-center justify-center gap-2 rounded-lg px-3 py-1.5 text-center font-medium ring-1 ring-inset ring-current/25";
  const inside = (
    <>
      <Icon of={icon} size={15} className="shrink-0 opacity-75" />
      <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
        {children}
      </span>
    </>
  );
  if (href) {
    return (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" className={classes(look, "hover:bg-current/10")}>
        {inside}
      </a>
    );
  }
  if (!onPress) return <p className={look}>{inside}</p>;
  return (
    <button type="button" onClick={onPress} className={classes(look, "hover:bg-current/10")}>
      {inside}
    </button>
  );
}

/** Header, body and footer around the choices. */
export function Frame({ content, text, children }: { content: unknown; text: string | null; children?: ReactNode }) {
  const header = recordOf(recordOf(content).header);
  const [title, media] = [textAt(header, "text"), textAt(header, "media_id")];
  const footer = textAt(content, "footer");
  return (
    <div className="flex w-[min(20rem,68vw)] max-w-full flex-col gap-2">
      {media && <HeaderPicture id={media} />}
      {title && (
        <p dir="auto" className="font-semibold break-words">
          {title}
        </p>
      )}
      {text && <Words text={text} />}
      {footer && (
        <p dir="auto" className="text-sm break-words opacity-75">
          {footer}
        </p>
      )}
      {children && <div className="mt-0.5 flex flex-col gap-1.5">{children}</div>}
    </div>
  );
}

function HeaderPicture({ id }: { id: string }) {
  const [gone, setGone] = useState(false);
  const address = useMediaAddress();
  if (gone) return null;
  // The practice phone keeps no small copies.
  return (
    <img
      src={address === mediaAddress ? thumbnailAddress(id) : address(id)}
      alt=""
      loading="lazy"
      onError={() => setGone(true)}
      className="max-h-44 w-full rounded-lg object-cover"
    />
  );
}

function Buttons({ message, onPress }: Pressable) {
  return (
    <Frame content={message.content} text={textAt(message.content, "text")}>
      {listAt(message.content, "buttons").map((button, index) => {
        const [id, title] = [textAt(button, "id") ?? "", textAt(button, "title") ?? ""];
        return (
          <ChoiceLine key={index} icon={Reply} onPress={onPress && (() => onPress({ type: "choice", id, title }))}>
            {title}
          </ChoiceLine>
        );
      })}
    </Frame>
  );
}

function Rows({ rows, onPress }: { rows: unknown[]; onPress?: Pressable["onPress"] }) {
  return (
    <ul>
      {rows.map((row, index) => {
        const [id, title, description] = [textAt(row, "id") ?? "", textAt(row, "title") ?? "", textAt(row, "description")];
        const inside = (
          <>
            <span dir="auto" className="block font-medium break-words">
              {title}
            </span>
            {description && (
              <span dir="auto" className="block text-sm break-words opacity-80">
                {description}
              </span>
            )}
          </>
        );
        return (
          <li key={index} className="border-t border-current/15">
            {onPress ? (
              <button
                type="button"
                onClick={() => onPress({ type: "choice", id, title })}
                className="w-full rounded-md px-1 py-1.5 text-start hover:bg-current/10"
              >
                {inside}
              </button>
            ) : (
              <div className="px-1 py-1.5">{inside}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function ListMessage({ message, onPress }: Pressable) {
  const { t } = useTranslation("messages");
  const sections = listAt(message.content, "sections");
  const count = sections.reduce<number>((sum, section) => sum + listAt(section, "rows").length, 0);
  return (
    <Frame content={message.content} text={textAt(message.content, "text")}>
      <details className="group rounded-lg ring-1 ring-current/25 ring-inset">
        <summary className="flex min-h-9 cursor-pointer pointer-coarse:min-h-11 list-none items-center justify-center gap-2 rounded-lg px-3 py-1.5 font-medium hover:bg-current/10 [&::-webkit-details-marker]:hidden">
          <Icon of={List} size={15} className="opacity-75" />
          <span dir="auto">{textAt(message.content, "button") ?? t("interactive.list")}</span>
          <span className="text-sm opacity-75">({count})</span>
        </summary>
        <div className="flex flex-col gap-2 px-2 pb-2">
          {sections.map((section, index) => (
            <div key={index}>
              {textAt(section, "title") && <p className="px-1 pt-1 pb-0.5 text-sm font-semibold opacity-80">{textAt(section, "title")}</p>}
              <Rows rows={listAt(section, "rows")} onPress={onPress} />
            </div>
          ))}
        </div>
      </details>
    </Frame>
  );
}

/** Only web addresses become links, wherever they come from. */
export const webAddress = (address: string | null) => (address && /^https?:\/\//i.test(address) ? address : undefined);

function Products({ message }: Pressable) {
  const { t } = useTranslation("messages");
  const { content } = message;
  const ids = textAt(content, "product_id")
    ? [textAt(content, "product_id")]
    : listAt(content, "sections").flatMap((section) => listAt(section, "product_ids"));
  return (
    <Frame content={content} text={textAt(content, "text")}>
      {ids.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {ids.map((id, index) => (
            <li key={index} className="flex items-center gap-2 text-sm">
              <Icon of={Package} size={15} className="shrink-0 opacity-75" />
              <bdi className="min-w-0 font-mono [overflow-wrap:anywhere]">{String(id)}</bdi>
            </li>
          ))}
        </ul>
      ) : (
        <ChoiceLine icon={ShoppingBag}>{t("interactive.catalog")}</ChoiceLine>
      )}
    </Frame>
  );
}

type Kind =
  | OutgoingOf<"buttons" | "list" | "link" | "location_request" | "contact_request" | "product" | "products" | "catalog">["kind"]
  | null;

export function Interactive({ message, onPress }: Pressable) {
  const { t } = useTranslation("messages");
  const { content } = message;
  switch (textAt(content, "kind") as Kind) {
    case "buttons":
      return <Buttons message={message} onPress={onPress} />;
    case "list":
      return <ListMessage message={message} onPress={onPress} />;
    case "link":
      return (
        <Frame content={content} text={textAt(content, "text")}>
          <ChoiceLine icon={ArrowUpRight} href={webAddress(textAt(content, "url"))}>
            {textAt(content, "title")}
          </ChoiceLine>
        </Frame>
      );
    case "location_request":
      return (
        <Frame content={content} text={textAt(content, "text")}>
          <ChoiceLine icon={MapPin} onPress={onPress && (() => onPress({ type: "place" }))}>
            {t("interactive.sendPlace")}
          </ChoiceLine>
        </Frame>
      );
    case "contact_request":
      return (
        <Frame content={content} text={textAt(content, "text")}>
          <ChoiceLine icon={Contact} onPress={onPress && (() => onPress({ type: "phone" }))}>
            {t("interactive.sendPhone")}
          </ChoiceLine>
        </Frame>
      );
    case "product":
    case "products":
    case "catalog":
      return <Products message={message} />;
    case null:
    default:
      return message.text ? <Words text={message.text} /> : null;
  }
}

export { ChoiceLine };

// A place: its name, its address, and a link to a map that opens outside. Nothing of a map is loaded here.
import { useTranslation } from "react-i18next";
import { ArrowUpRight, MapPin } from "lucide-react";
import type { Drawable } from "@/api/messageTypes";
import { numberAt, textAt } from "@/lib/json";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";

export const mapAddress = (latitude: number, longitude: number) =>
  `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;

export function PlaceCard({ message }: { message: Drawable }) {
  const { t } = useTranslation(["messages", "common"]);
  const [latitude, longitude] = [numberAt(message.content, "latitude"), numberAt(message.content, "longitude")];
  const here = latitude !== null && longitude !== null ? { latitude, longitude } : null;
  const numbers = here ? `${here.latitude}, ${here.longitude}` : null;
  const address = textAt(message.content, "address");
  return (
    <div className="w-[min(17rem,64vw)] max-w-full">
      <div className="flex items-center gap-3">
        <span className="grid size-10 shrink-0 place-items-center rounded-full bg-current/10">
          <Icon of={MapPin} size={20} />
        </span>
        <div className="min-w-0">
          <p dir="auto" className="font-medium break-words">
            {textAt(message.content, "name") ?? t("messages:kinds.location")}
          </p>
          {(address || !here) && (
            <p dir="auto" className="text-sm break-words opacity-80">
              {address ?? message.text}
            </p>
          )}
        </div>
      </div>
      {here && (
        <p className="mt-2 flex items-center gap-1 border-t border-current/15 pt-1.5 text-sm [&_button]:text-current [&_button:hover]:bg-current/10">
          <a
            href={mapAddress(here.latitude, here.longitude)}
            target="_blank"
            rel="noopener noreferrer"
            className="inline-flex flex-1 items-center gap-1.5 font-medium whitespace-nowrap underline underline-offset-2"
          >
            <Icon of={ArrowUpRight} size={15} className="rtl:-scale-x-100" />
            {t("messages:place.map")}
          </a>
          <bdi className="min-w-0 truncate text-xs opacity-75">{numbers}</bdi>
          <CopyButton text={numbers ?? ""} label={t("messages:place.copy")} copiedLabel={t("common:copied")} iconOnly />
        </p>
      )}
    </div>
  );
}

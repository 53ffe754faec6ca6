// What a customer can send beside words, and what they can set in WhatsApp: the plus on the phone.
import { useTranslation } from "react-i18next";
import {
  BellOff,
  BellRing,
  CircleHelp,
  ClipboardList,
  Contact,
  FileText,
  Image,
  MapPin,
  Megaphone,
  Plus,
  RefreshCw,
  ShoppingBag,
} from "lucide-react";
import { emptyOf, type Formed } from "@/features/inbox/compose/forms/types";
import { IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/DropdownMenu";
import { useRenumber, useWish } from "./queries";
import { orderSaying, UNREADABLE, type Saying } from "./sayings";

interface SendMenuProps {
  customer: string;
  onFile: (accept: string) => void;
  onForm: (form: Formed) => void;
  onAnswers: () => void;
  say: (saying: Saying) => void;
}

function Settings({ customer }: { customer: string }) {
  const { t } = useTranslation("practice");
  const wish = useWish(customer);
  const renumber = useRenumber(customer);
  return (
    <>
      <MenuLabel>{t("setting.title")}</MenuLabel>
      <MenuItem icon={BellOff} onSelect={() => wish.mutate("stop")}>
        {t("setting.stop")}
      </MenuItem>
      <MenuItem icon={BellRing} onSelect={() => wish.mutate("resume")}>
        {t("setting.resume")}
      </MenuItem>
      <MenuItem icon={RefreshCw} onSelect={() => renumber.mutate()}>
        {t("setting.number")}
      </MenuItem>
    </>
  );
}

export function SendMenu({ customer, onFile, onForm, onAnswers, say }: SendMenuProps) {
  const { t } = useTranslation("practice");
  return (
    <DropdownMenu align="start" side="top" trigger={<IconButton icon={Plus} label={t("send.title")} className="!size-11 !rounded-full" />}>
      <MenuItem icon={Image} onSelect={() => onFile("image/jpeg,image/png,image/webp,video/mp4")}>
        {t("send.picture")}
      </MenuItem>
      <MenuItem icon={FileText} onSelect={() => onFile("")}>
        {t("send.document")}
      </MenuItem>
      <MenuItem icon={MapPin} onSelect={() => onForm(emptyOf("location", ""))}>
        {t("send.place")}
      </MenuItem>
      <MenuItem icon={Contact} onSelect={() => onForm(emptyOf("contacts", ""))}>
        {t("send.card")}
      </MenuItem>
      <MenuItem icon={ClipboardList} onSelect={onAnswers}>
        {t("send.form")}
      </MenuItem>
      <MenuItem icon={ShoppingBag} onSelect={() => say(orderSaying(t("send.orderWords")))}>
        {t("send.order")}
      </MenuItem>
      <MenuItem icon={Megaphone} onSelect={() => say({ kind: "from_ad", text: t("send.adWords"), headline: t("send.adHeadline") })}>
        {t("send.ad")}
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>{t("send.unreadable")}</MenuLabel>
      {UNREADABLE.map((what) => (
        <MenuItem key={what} icon={CircleHelp} onSelect={() => say({ kind: "unsupported", what })}>
          {t(`unreadable.${what}`)}
        </MenuItem>
      ))}
      <MenuSeparator />
      <Settings customer={customer} />
    </DropdownMenu>
  );
}

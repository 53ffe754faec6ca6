// Everything beside words that can be sent, under one button.
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import {
  Contact,
  FileText,
  Image,
  LayoutTemplate,
  Link2,
  List,
  MapPin,
  MapPinned,
  Phone,
  Plus,
  RectangleHorizontal,
  ShoppingBag,
  Sticker,
  type LucideIcon,
} from "lucide-react";
import type { Limits } from "@/api/messageTypes";
import { IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem, MenuSeparator } from "@/ui/DropdownMenu";
import { acceptOf } from "./files/fileKinds";
import type { Wanted } from "./files/useTray";
import type { FormKind } from "./forms/types";

interface AttachMenuProps {
  limits: Limits;
  onFiles: (files: Iterable<File>, wanted: Wanted) => void;
  onForm: (form: FormKind) => void;
  onTemplate: () => void;
}

const FORM_ITEMS: { form: FormKind; icon: LucideIcon }[][] = [
  [
    { form: "location", icon: MapPin },
    { form: "contacts", icon: Contact },
  ],
  [
    { form: "buttons", icon: RectangleHorizontal },
    { form: "list", icon: List },
    { form: "link", icon: Link2 },
    { form: "product", icon: ShoppingBag },
  ],
  [
    { form: "location_request", icon: MapPinned },
    { form: "contact_request", icon: Phone },
  ],
];

export function AttachMenu({ limits, onFiles, onForm, onTemplate }: AttachMenuProps) {
  const { t } = useTranslation("inbox");
  const chooser = useRef<HTMLInputElement>(null);
  const wanted = useRef<Wanted>("any");
  const choose = (what: Wanted, accept: string) => {
    const input = chooser.current;
    if (!input) return;
    wanted.current = what;
    input.accept = accept;
    input.multiple = what !== "sticker";
    input.click();
  };
  return (
    <>
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        data-testid="attach"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])], wanted.current);
          event.target.value = "";
        }}
      />
      <DropdownMenu
        align="start"
        side="top"
        trigger={<IconButton icon={Plus} label={t("attach.title")} className="!size-9 max-sm:!size-11" />}
      >
        <MenuItem icon={Image} onSelect={() => choose("any", `image/*,${acceptOf(["video"], limits)}`)}>
          {t("attach.picture")}
        </MenuItem>
        <MenuItem
          icon={FileText}
          onSelect={() =>
            choose("any", `${acceptOf(["document", "audio"], limits)},.pdf,.txt,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.ogg,.mp3,.m4a,.aac,.amr`)
          }
        >
          {t("attach.document")}
        </MenuItem>
        <MenuItem icon={Sticker} onSelect={() => choose("sticker", "image/*")}>
          {t("attach.sticker")}
        </MenuItem>
        {FORM_ITEMS.map((group) => (
          <div key={group[0]?.form}>
            <MenuSeparator />
            {group.map(({ form, icon }) => (
              <MenuItem key={form} icon={icon} onSelect={() => onForm(form)}>
                {t(`attach.${form}`)}
              </MenuItem>
            ))}
          </div>
        ))}
        <MenuSeparator />
        <MenuItem icon={LayoutTemplate} onSelect={onTemplate}>
          {t("attach.template")}
        </MenuItem>
      </DropdownMenu>
    </>
  );
}

// The labels of a conversation, and the way to make new ones.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Settings2, Tag } from "lucide-react";
import type { ConversationDetail } from "@/api/types";
import { useShortcut } from "@/lib/shortcuts";
import { IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator, MenuTick } from "@/ui/DropdownMenu";
import { useChangeConversation } from "../changes";
import { LabelDot } from "../list/LabelChip";
import { labelsQuery } from "../queries";
import { LabelsDialog } from "./LabelsDialog";

export function LabelMenu({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation("inbox");
  const [open, setOpen] = useState(false);
  const [managing, setManaging] = useState(false);
  const labels = useQuery(labelsQuery).data ?? [];
  const change = useChangeConversation();
  const chosen = conversation.labels;
  const toggle = (id: string, on: boolean) => {
    const next = on ? [...chosen, ...labels.filter((label) => label.id === id)] : chosen.filter((label) => label.id !== id);
    change.mutate({ id: conversation.id, change: { labels: next.map((label) => label.id) }, looks: { labels: next } });
  };
  useShortcut({ keys: "l", label: t("labels.title"), group: t("keys.group"), run: () => setOpen(true) });
  return (
    <>
      <DropdownMenu open={open} onOpenChange={setOpen} trigger={<IconButton icon={Tag} label={t("labels.title")} />}>
        {labels.length > 0 && <MenuLabel>{t("labels.title")}</MenuLabel>}
        {labels.map((label) => (
          <MenuTick key={label.id} checked={chosen.some((each) => each.id === label.id)} onChange={(on) => toggle(label.id, on)}>
            <span className="flex items-center gap-2">
              <LabelDot color={label.color} />
              {label.name}
            </span>
          </MenuTick>
        ))}
        {labels.length > 0 && <MenuSeparator />}
        <MenuItem icon={Settings2} onSelect={() => setManaging(true)}>
          {t("labels.manage")}
        </MenuItem>
      </DropdownMenu>
      <LabelsDialog open={managing} onOpenChange={setManaging} />
    </>
  );
}

// Who looks after this conversation.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { UserRoundPlus } from "lucide-react";
import { useMe } from "@/api/me";
import type { ConversationDetail } from "@/api/types";
import { useShortcut } from "@/lib/shortcuts";
import { Avatar } from "@/ui/Avatar";
import { IconButton } from "@/ui/Button";
import { DropdownMenu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "@/ui/DropdownMenu";
import { useChangeConversation } from "../changes";
import { teamQuery } from "../queries";

const NOBODY = "";

export function AssignMenu({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation("inbox");
  const [open, setOpen] = useState(false);
  const team = useQuery(teamQuery).data ?? [];
  const me = useMe().person;
  const change = useChangeConversation();
  const assignee = conversation.assignee ?? null;
  const assign = (id: string) => {
    const person = team.find((each) => each.id === id);
    change.mutate({
      id: conversation.id,
      change: { assignee: person?.id ?? null },
      looks: { assignee: person ? { id: person.id, name: person.name } : null },
    });
  };
  useShortcut({ keys: "a", label: t("assign.title"), group: t("keys.group"), run: () => setOpen(true) });
  const label = assignee ? t("assign.to", { name: assignee.name }) : t("assign.title");
  return (
    <DropdownMenu
      open={open}
      onOpenChange={setOpen}
      trigger={
        assignee ? (
          <button
            type="button"
            title={label}
            className="grid size-10 shrink-0 place-items-center pointer-coarse:size-11 rounded-lg hover:bg-sunken dark:hover:bg-raised"
          >
            <Avatar name={assignee.name} size="small" />
            <span className="sr-only">{label}</span>
          </button>
        ) : (
          <IconButton icon={UserRoundPlus} label={label} />
        )
      }
    >
      {assignee?.id !== me.id && team.some((each) => each.id === me.id) && (
        <>
          <MenuItem icon={UserRoundPlus} onSelect={() => assign(me.id)}>
            {t("assign.me")}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuLabel>{t("assign.title")}</MenuLabel>
      <MenuChoice
        value={assignee?.id ?? NOBODY}
        onChange={assign}
        options={[{ value: NOBODY, label: t("assign.nobody") }, ...team.map((each) => ({ value: each.id, label: each.name }))]}
      />
    </DropdownMenu>
  );
}

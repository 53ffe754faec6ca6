// What can be done with one message: react, answer it, copy it. Opened by mouse, by keyboard and by touch.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Copy, CornerUpLeft, Ellipsis, GraduationCap, SmilePlus } from "lucide-react";
import { useMay } from "@/api/me";
import type { Message } from "@/api/types";
import { classes } from "@/lib/classes";
import { copyText } from "@/lib/clipboard";
import { withWords } from "@/lib/i18n";
import { IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem, MenuRow, MenuSeparator } from "@/ui/DropdownMenu";
import { toast } from "@/ui/Toast";
import { useReact } from "../compose/sending";
import { QUICK } from "../compose/quickEmoji";

const EmojiDialog = lazy(() => import("../compose/EmojiDialog"));
const FromChat = lazy(withWords(() => import("@/features/exam/FromChat"), "preferences"));

interface BubbleMenuProps {
  message: Message;
  conversation: string;
  /** Absent where nothing may be sent. */
  onQuote?: (message: Message) => void;
}

export function BubbleMenu({ message, conversation, onQuote }: BubbleMenuProps) {
  const { t } = useTranslation(["inbox", "common"]);
  const [picking, setPicking] = useState(false);
  const [examining, setExamining] = useState(false);
  const mayExamine = useMay("manage_replies") && message.direction === "in" && Boolean(message.text) && !message.revoked;
  const react = useReact(conversation);
  const arrived = message.direction === "in" || message.state === "sent" || message.state === "delivered" || message.state === "read";
  const mayReact = onQuote !== undefined && arrived && !message.revoked;
  const copy = () => void copyText(message.text ?? "").then((copied) => copied && toast({ title: t("common:copied"), tone: "good" }));
  if (!mayReact && !onQuote && !message.text) return null;
  return (
    <>
      <DropdownMenu
        align={message.direction === "out" ? "end" : "start"}
        trigger={
          <IconButton
            icon={Ellipsis}
            label={t("inbox:bubble.menu")}
            size="small"
            className={classes(
              "opacity-0 group-hover/bubble:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100 max-sm:-mx-1.5",
            )}
          />
        }
      >
        {mayReact && (
          <>
            <MenuRow
              items={QUICK.map((emoji) => ({
                label: t("inbox:bubble.reactWith", { emoji }),
                show: emoji,
                onSelect: () => react({ message: message.id, emoji }),
              }))}
            />
            <MenuItem icon={SmilePlus} onSelect={() => setPicking(true)}>
              {t("inbox:bubble.react")}
            </MenuItem>
            <MenuSeparator />
          </>
        )}
        {onQuote && (
          <MenuItem icon={CornerUpLeft} onSelect={() => onQuote(message)}>
            {t("inbox:bubble.quote")}
          </MenuItem>
        )}
        {message.text && (
          <MenuItem icon={Copy} onSelect={copy}>
            {t("inbox:bubble.copy")}
          </MenuItem>
        )}
        {mayExamine && (
          <MenuItem icon={GraduationCap} onSelect={() => setExamining(true)}>
            {t("inbox:bubble.exam")}
          </MenuItem>
        )}
      </DropdownMenu>
      {examining && (
        <Suspense>
          <FromChat message={message} conversation={conversation} onClose={() => setExamining(false)} />
        </Suspense>
      )}
      {picking && (
        <Suspense>
          <EmojiDialog
            onClose={() => setPicking(false)}
            onPick={(emoji) => {
              setPicking(false);
              react({ message: message.id, emoji });
            }}
          />
        </Suspense>
      )}
    </>
  );
}

// What is said of a decision, with the way to take it back.
import { useTranslation } from "react-i18next";
import type { Signal } from "@/api/types";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { UNDO_MS, useUndo } from "./queries";

/** "Dismissed", "Sent to Ana": with Undo, for as long as a message waits for it. */
export function useTellWithUndo() {
  const { t } = useTranslation("health");
  const undo = useUndo();
  const onError = useToastError();
  return (id: string, title: string) =>
    toast({
      title,
      tone: "good",
      duration: UNDO_MS,
      action: {
        label: t("deeds.undo"),
        run: () => undo.mutate(id, { onSuccess: () => toast({ title: t("deeds.undone"), tone: "good" }), onError }),
      },
    });
}

export function useSentWords() {
  const { t } = useTranslation("health");
  const tell = useTellWithUndo();
  return {
    tellSent({ id, contact }: Signal) {
      tell(id, contact?.name ? t("deeds.sent", { name: contact.name }) : t("deeds.sentNobody"));
    },
  };
}

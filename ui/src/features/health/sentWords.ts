// "Sent to Ana", with the way to the conversation.
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Signal } from "@/api/types";
import { toast } from "@/ui/Toast";

export function useSentWords() {
  const { t } = useTranslation("health");
  const navigate = useNavigate();
  return {
    tellSent({ contact, conversation_id }: Signal) {
      toast({
        title: contact?.name ? t("deeds.sent", { name: contact.name }) : t("deeds.sentNobody"),
        tone: "good",
        ...(conversation_id && {
          action: {
            label: t("card.conversation"),
            run: () =>
              void navigate({ to: "/inbox/$queue/$conversationId", params: { queue: "all", conversationId: conversation_id }, search: {} }),
          },
        }),
      });
    },
  };
}

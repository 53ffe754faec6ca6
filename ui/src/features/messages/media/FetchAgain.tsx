// A file that did not come can be asked for again as long as WhatsApp keeps it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { key } from "@/api/keys";
import type { Drawable } from "@/api/messageTypes";
import { useMay } from "@/api/me";
import { exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/Button";
import { useToastError } from "../../common/notify";

function Ask({ id, keptUntil }: { id: string; keptUntil: string }) {
  const { t, i18n } = useTranslation("messages");
  const client = useQueryClient();
  const mayReply = useMay("reply");
  const ask = useMutation({
    mutationFn: async () => void (await api.POST("/api/v1/messages/{id}/media/fetch", { params: { path: { id } } })),
    onError: useToastError(),
    onSettled: () => client.invalidateQueries({ queryKey: key("messages") }),
  });
  if (!mayReply) return null;
  return (
    <p className="mt-2 flex flex-wrap items-center gap-2 text-sm">
      <Button size="small" busy={ask.isPending} onClick={() => ask.mutate()}>
        {t("media.askAgain")}
      </Button>
      <span className="opacity-80">{t("media.keptUntil", { time: exactTime(keptUntil, i18n.language) })}</span>
    </p>
  );
}

export function FetchAgain({ message, keptUntil }: { message: Drawable; keptUntil: string | null | undefined }) {
  const { t } = useTranslation("messages");
  const now = useNow();
  if (!message.id || !keptUntil) return null;
  if (new Date(keptUntil) <= now) return <p className="mt-1 max-w-72 text-sm opacity-80">{t("media.tooLate")}</p>;
  return <Ask id={message.id} keptUntil={keptUntil} />;
}

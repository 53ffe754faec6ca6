// What was put aside or dismissed waits in the queue again.
import { useTranslation } from "react-i18next";
import { Undo2 } from "lucide-react";
import type { Signal } from "@/api/types";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { useUndo } from "./queries";

export function BringBack({ signal, onGone }: { signal: Signal; onGone: () => void }) {
  const { t } = useTranslation("health");
  const undo = useUndo();
  const onError = useToastError();
  return (
    <Button
      icon={Undo2}
      busy={undo.isPending}
      onClick={() =>
        undo.mutate(signal.id, {
          onSuccess: () => {
            toast({ title: t("deeds.undone"), tone: "good" });
            onGone();
          },
          onError,
        })
      }
    >
      {t("deeds.bringBack")}
    </Button>
  );
}

// A shop brought back from a backup sends nothing until somebody says so.
import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useErrorWords } from "@/api/errorWords";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/Toast";
import { Strip } from "./Strip";

export default function HoldBanner() {
  const { t } = useTranslation(["shell", "common"]);
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const words = useErrorWords();
  const mayRelease = useMay("release_hold");
  const release = useMutation({
    mutationFn: () => api.POST("/api/v1/hold/release"),
    onSuccess: async () => {
      setAsking(false);
      toast({ title: t("shell:hold.released"), tone: "good" });
      await queryClient.invalidateQueries({ queryKey: key("me") });
    },
    onError: (error) => toast({ ...words(error), tone: "bad" }),
  });
  return (
    <>
      <Strip
        title={t("shell:hold.title")}
        action={mayRelease && <Button onClick={() => setAsking(true)}>{t("shell:hold.release")}</Button>}
      >
        {t("shell:hold.body")}
      </Strip>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("shell:hold.confirmTitle")}
        description={t("shell:hold.confirmBody")}
        confirmLabel={t("shell:hold.release")}
        cancelLabel={t("common:cancel")}
        busy={release.isPending}
        dangerous={false}
        onConfirm={() => release.mutate()}
      />
    </>
  );
}

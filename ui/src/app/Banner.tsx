// One line above everything, only when customers cannot reach the shop or the shop cannot answer them.
import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { homeQuery } from "@/api/home";
import { useMay, useMe } from "@/api/me";
import { useErrorWords } from "@/api/errorWords";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/Toast";

function Strip({ title, children, action }: { title: string; children?: string; action?: React.ReactNode }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-6 gap-y-2 bg-bad-tint px-4 py-3 text-bad sm:px-8">
      <p className="min-w-0 flex-1 basis-72">
        <strong className="font-semibold">{title}</strong> {children}
      </p>
      {action}
    </div>
  );
}

function HoldBanner() {
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
      await queryClient.invalidateQueries({ queryKey: ["me"] });
    },
    onError: (error) => toast({ ...words(error), tone: "bad" }),
  });
  return (
    <>
      <Strip title={t("shell:hold.title")} action={mayRelease && <Button onClick={() => setAsking(true)}>{t("shell:hold.release")}</Button>}>
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

export function Banner() {
  const me = useMe();
  const { t } = useTranslation("shell");
  const home = useQuery(homeQuery);
  const banner = home.data?.banner;
  if (me.on_hold) return <HoldBanner />;
  if (!banner) return null;
  return (
    <Strip
      title={banner.message}
      action={
        <Button asChild>
          <Link to="/whatsapp">{t("whatsapp")}</Link>
        </Button>
      }
    />
  );
}

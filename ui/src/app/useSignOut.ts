// Leaves: the server forgets the session, this page forgets everything it fetched.
import { useNavigate } from "@tanstack/react-router";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { toast } from "@/ui/Toast";

export function useSignOut(): () => void {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { t } = useTranslation(["shell", "common"]);
  const leave = useMutation({
    mutationFn: async () => {
      // A browser that rings rings for whoever is signed in; leaving never fails for it.
      if ("serviceWorker" in navigator)
        await import("@/features/notifications/leave").then(({ leaveDevice }) => leaveDevice()).catch(() => undefined);
      return api.DELETE("/api/v1/session");
    },
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      queryClient.clear();
    },
    onError: () => toast({ title: t("shell:signOutFailed"), description: t("common:errors.unreachable"), tone: "bad" }),
  });
  return leave.mutate;
}

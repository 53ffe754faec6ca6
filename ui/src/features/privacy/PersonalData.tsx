// The customer's own data: taken along as one file, or erased. Two entries of one menu.
import { useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChevronDown, Download, Trash2 } from "lucide-react";
import { saveCustomerData } from "@/api/backup";
import { useMay } from "@/api/me";
import { formatBytes } from "@/lib/numbers";
import { Button } from "@/ui/Button";
import { DropdownMenu, MenuItem, MenuSeparator } from "@/ui/DropdownMenu";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";
import { askToErase } from "./erasing";

export function PersonalData({ contact, name }: { contact: string; name: string }) {
  const { t, i18n } = useTranslation("privacy");
  const may = useMay("manage_personal_data");
  const [received, setReceived] = useState(0);
  const save = useMutation({
    mutationFn: () => saveCustomerData(contact, setReceived),
    onSuccess: (file) => toast({ title: t("saved"), description: file, tone: "good" }),
    onError: useToastError(),
    onSettled: () => setReceived(0),
  });
  if (!may) return null;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3 border-t border-line pt-5">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm text-ink-faint">{t("title")}</h3>
        <DropdownMenu
          trigger={
            <Button size="small" busy={save.isPending}>
              <span className="inline-flex items-center gap-1.5">
                {t("menu")}
                <Icon of={ChevronDown} size={14} />
              </span>
            </Button>
          }
        >
          <MenuItem icon={Download} onSelect={() => save.mutate()}>
            {t("save")}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={Trash2} dangerous onSelect={() => askToErase({ contact, name })}>
            {t("erase")}
          </MenuItem>
        </DropdownMenu>
      </div>
      {save.isPending && (
        <div className="flex flex-col gap-2" role="status">
          <Progress label={t("saving")} />
          <p className="text-sm text-ink-faint">
            {t("saving")} {received > 0 && formatBytes(received, i18n.language)}
          </p>
        </div>
      )}
    </section>
  );
}

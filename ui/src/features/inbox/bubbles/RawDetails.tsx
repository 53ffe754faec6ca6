// A message exactly as WhatsApp told it, for those who may see phone numbers.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { Loaded } from "@/features/common/Loaded";
import { Dialog } from "@/ui/Dialog";
import { rawQuery } from "../queries";

function Raw({ id }: { id: string }) {
  const { t } = useTranslation("messages");
  const query = useQuery(rawQuery(id));
  return (
    <Loaded query={query}>
      {(raw) => (
        // A long scroller must be reachable by keyboard.
        <pre
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={t("raw.title")}
          dir="ltr"
          className="max-h-[50vh] overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          {JSON.stringify(raw, null, 2)}
        </pre>
      )}
    </Loaded>
  );
}

export function RawDetails({ id }: { id: string }) {
  const { t } = useTranslation(["messages", "common"]);
  const [open, setOpen] = useState(false);
  const allowed = useMay("see_phone_numbers");
  if (!allowed) return null;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} className="self-start py-0.5 text-sm font-medium underline underline-offset-2">
        {t("messages:raw.show")}
      </button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t("messages:raw.title")}
        description={t("messages:raw.hint")}
        closeLabel={t("common:close")}
        wide
      >
        <Raw id={id} />
      </Dialog>
    </>
  );
}

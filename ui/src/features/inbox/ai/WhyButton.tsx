// "Why did it say that?": opens the trace of the run that made an answer.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Waypoints } from "lucide-react";
import { Dialog } from "@/ui/Dialog";
import { Icon } from "@/ui/Icon";
import { SkeletonRows } from "@/ui/Skeleton";

const Trace = lazy(async () => ({ default: (await import("./Trace")).Trace }));

export function WhyButton({ run }: { run: string }) {
  const { t } = useTranslation(["inbox", "common"]);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="inline-flex min-h-6 items-center pointer-coarse:-my-2.5 pointer-coarse:min-h-11 gap-1.5 rounded-md text-sm font-medium text-ink-soft hover:text-ink hover:underline"
      >
        <Icon of={Waypoints} size={14} />
        {t("inbox:trace.why")}
      </button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t("inbox:trace.title")}
        description={t("inbox:trace.body")}
        closeLabel={t("common:close")}
        wide
      >
        <Suspense fallback={<SkeletonRows label={t("common:loading")} />}>
          <Trace run={run} />
        </Suspense>
      </Dialog>
    </>
  );
}

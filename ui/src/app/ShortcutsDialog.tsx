// The keys that work right now, by group.
import { useTranslation } from "react-i18next";
import { useOfferedShortcuts, type Shortcut } from "@/lib/shortcuts";
import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";

function byGroup(shortcuts: readonly Shortcut[]): [string, Shortcut[]][] {
  const groups = new Map<string, Shortcut[]>();
  for (const shortcut of shortcuts) groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  return [...groups];
}

export default function ShortcutsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation(["shell", "common"]);
  const shortcuts = useOfferedShortcuts();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("shell:shortcuts.title")}
      description={t("shell:shortcuts.description")}
      closeLabel={t("common:close")}
    >
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {byGroup(shortcuts).map(([group, list]) => (
          <section key={group}>
            <h3 className="mb-2 text-sm text-ink-faint">{group}</h3>
            <dl className="flex flex-col gap-2">
              {list.map((shortcut) => (
                <div key={shortcut.keys} className="flex items-center justify-between gap-4">
                  <dt>{shortcut.label}</dt>
                  <dd>
                    <Kbd keys={shortcut.keys.split(/[ +]/)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

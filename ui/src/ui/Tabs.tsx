// Tabs within a screen. Tabs that deserve an address are links: see LinkTabs' look below.
import type { ReactNode } from "react";
import { Tabs as Radix } from "radix-ui";
import { classes } from "@/lib/classes";

interface TabsProps<T extends string> {
  value: T;
  onChange: (value: T) => void;
  label: string;
  tabs: { value: T; label: ReactNode }[];
  children?: ReactNode;
}

/** The look of one tab, for links that act as tabs: give the current one aria-current="page". */
export const tabLook =
  "relative inline-flex h-10 shrink-0 pointer-coarse:h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center -outline-offset-2 items-center gap-2 px-1 font-medium whitespace-nowrap text-ink-soft transition-colors hover:text-ink data-[state=active]:text-ink aria-[current=page]:text-ink after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:rounded-full after:bg-transparent data-[state=active]:after:bg-brass-mark aria-[current=page]:after:bg-brass-mark";

export const tabRowLook = "flex gap-5 overflow-x-auto border-b border-line [scrollbar-width:none]";

export function Tabs<T extends string>({ value, onChange, label, tabs, children }: TabsProps<T>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)}>
      <Radix.List aria-label={label} className={tabRowLook}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className={tabLook}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

interface TabPanelProps {
  value: string;
  children: ReactNode;
  className?: string;
  /** Stays on the page, out of sight, while another tab is open: what was written in it is not lost. */
  keep?: boolean;
}

export function TabPanel({ value, children, className, keep = false }: TabPanelProps) {
  return (
    <Radix.Content
      value={value}
      className={classes(className, keep && "data-[state=inactive]:hidden")}
      {...(keep && { forceMount: true as const })}
    >
      {children}
    </Radix.Content>
  );
}

// A short list of actions under a button. Not modal: the modal kind would inject a style element.
import type { ReactNode } from "react";
import { DropdownMenu as Radix } from "radix-ui";
import { Check } from "lucide-react";
import { classes } from "@/lib/classes";
import { Icon, type LucideIcon } from "./Icon";

const itemLook =
  "flex min-h-10 cursor-pointer items-center gap-3 rounded-md px-3 py-2 text-start outline-none select-none data-[highlighted]:bg-sunken data-[disabled]:opacity-50 dark:data-[highlighted]:bg-line sm:min-h-9 sm:py-1.5 pointer-coarse:min-h-11";

interface DropdownMenuProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom" | "right";
  /** For a menu that a key opens too. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function DropdownMenu({ trigger, children, align = "end", side, open, onOpenChange }: DropdownMenuProps) {
  return (
    <Radix.Root modal={false} {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-[70vh] min-w-52 animate-rise overflow-y-auto rounded-xl bg-raised p-1.5 shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface MenuTickProps {
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

/** One of several that may all be ticked. The menu stays open. */
export function MenuTick({ checked, disabled = false, onChange, children }: MenuTickProps) {
  return (
    <Radix.CheckboxItem
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={itemLook}
    >
      <span className="grid size-4 shrink-0 place-items-center text-brass">
        <Radix.ItemIndicator>
          <Icon of={Check} size={16} />
        </Radix.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1">{children}</span>
    </Radix.CheckboxItem>
  );
}

interface MenuItemProps {
  icon?: LucideIcon;
  children: ReactNode;
  onSelect?: () => void;
  dangerous?: boolean;
  disabled?: boolean;
  aside?: ReactNode;
}

export function MenuItem({ icon, children, onSelect, dangerous = false, disabled = false, aside }: MenuItemProps) {
  return (
    <Radix.Item disabled={disabled} onSelect={onSelect} className={classes(itemLook, dangerous && "text-bad")}>
      {icon && <Icon of={icon} size={16} className={dangerous ? "" : "text-ink-faint"} />}
      <span className="min-w-0 flex-1">{children}</span>
      {aside}
    </Radix.Item>
  );
}

/** One choice out of several; the current one carries the tick. */
export function MenuChoice<T extends string>({
  value,
  options,
  onChange,
}: {
  value: T;
  options: { value: T; label: string; description?: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={itemLook}>
          <span className="grid size-4 shrink-0 place-items-center text-brass">
            <Radix.ItemIndicator>
              <Icon of={Check} size={16} />
            </Radix.ItemIndicator>
          </span>
          <span className="min-w-0 flex-1">
            {option.label}
            {option.description && <span className="block text-sm text-ink-faint">{option.description}</span>}
          </span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-3 pt-2 pb-1 text-sm text-ink-faint">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="mx-3 my-1.5 h-px bg-line" />;
}

/** Several short choices side by side, such as emoji. */
export function MenuRow({ items }: { items: { label: string; show: ReactNode; onSelect: () => void }[] }) {
  return (
    <div className="flex gap-0.5 px-1 py-0.5">
      {items.map((item) => (
        <Radix.Item
          key={item.label}
          aria-label={item.label}
          textValue={item.label}
          onSelect={item.onSelect}
          className="grid size-10 cursor-pointer place-items-center rounded-md text-xl outline-none select-none data-[highlighted]:bg-sunken sm:size-9 pointer-coarse:size-11 dark:data-[highlighted]:bg-line"
        >
          {item.show}
        </Radix.Item>
      ))}
    </div>
  );
}

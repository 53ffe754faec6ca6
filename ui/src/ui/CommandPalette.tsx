// Everything by name: type a few letters, choose with the arrows, press Enter. The shell hands in the commands.
import { useId, useMemo, useState, type KeyboardEvent } from "react";
import { Search } from "lucide-react";
import { classes } from "@/lib/classes";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import { Kbd } from "./Kbd";

export interface PaletteCommand {
  id: string;
  label: string;
  group: string;
  keys?: string[];
  run: () => void;
}

interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  commands: readonly PaletteCommand[];
  /** What the shell found for what is typed, besides the commands. */
  found?: readonly PaletteCommand[];
  onType?: (typed: string) => void;
  words: { title: string; placeholder: string; nothing: string; close: string };
}

/** Without case and accents, so "gia" finds "Già". */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

export function matching(commands: readonly PaletteCommand[], typed: string): PaletteCommand[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return commands.filter((command) => wanted.every((word) => plain(`${command.group} ${command.label}`).includes(word)));
}

function Body({
  commands,
  found: more = [],
  onType,
  words,
  onDone,
}: Omit<CommandPaletteProps, "open" | "onOpenChange"> & { onDone: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const found = useMemo(() => [...matching(commands, typed), ...more], [commands, typed, more]);
  const current = Math.min(at, found.length - 1);
  const run = (command: PaletteCommand | undefined) => {
    if (!command) return;
    onDone();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt((current + 1) % Math.max(found.length, 1));
    else if (event.key === "ArrowUp") setAt((current - 1 + found.length) % Math.max(found.length, 1));
    else if (event.key === "Enter") run(found[current]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="-mx-5 -mt-4 flex items-center gap-3 border-b border-line px-5 sm:-mx-6">
        <Icon of={Search} className="text-ink-faint" />
        <input
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={found.length > 0 ? `${id}-list` : undefined}
          aria-activedescendant={found[current] ? `${id}-${current}` : undefined}
          aria-label={words.title}
          autoFocus
          value={typed}
          placeholder={words.placeholder}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            onType?.(event.target.value);
          }}
          onKeyDown={onKeyDown}
          className="h-14 min-w-0 flex-1 bg-transparent text-base focus:outline-none"
        />
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label={words.title} hidden={found.length === 0} className="-mx-3 pt-2">
        {found.map((command, index) => (
          // The keyboard is handled by the input, which keeps the focus.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            ref={(node) => {
              if (index === current) node?.scrollIntoView?.({ block: "nearest" });
            }}
            onMouseMove={() => setAt(index)}
            onClick={() => run(command)}
            className={classes(
              "flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 py-2",
              index === current && "bg-sunken dark:bg-line",
            )}
          >
            <span className="min-w-0 flex-1 truncate">{command.label}</span>
            <span className="text-sm text-ink-faint">{command.group}</span>
            <span className="hidden sm:inline">{command.keys && <Kbd keys={command.keys} />}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="py-8 text-center text-ink-soft">{words.nothing}</p>}
    </>
  );
}

export default function CommandPalette({ open, onOpenChange, words, ...rest }: CommandPaletteProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.title} closeLabel={words.close} hideTitle>
      <Body {...rest} words={words} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

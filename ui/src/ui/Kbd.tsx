// A key on the keyboard. "mod" shows as ⌘ on a Mac and Ctrl elsewhere.

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

function keyName(key: string): string {
  if (key === "mod") return isMac ? "⌘" : "Ctrl";
  return key.length === 1 ? key.toUpperCase() : key;
}

export function Kbd({ keys }: { keys: string[] }) {
  return (
    <span className="inline-flex gap-1">
      {keys.map((key, index) => (
        <kbd
          key={index}
          className="inline-grid h-5 min-w-5 place-items-center rounded border border-line bg-sunken px-1 font-sans text-xs font-medium text-ink-soft"
        >
          {keyName(key)}
        </kbd>
      ))}
    </span>
  );
}

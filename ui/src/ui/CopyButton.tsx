// Puts text on the clipboard and says so.
import { useEffect, useState } from "react";
import { Check, Copy } from "lucide-react";
import { copyText } from "@/lib/clipboard";
import { Button, IconButton, type ButtonSize } from "./Button";

/** How long "copied" stands, in milliseconds. */
const PRAISE = 2000;

export function CopyButton({
  text,
  label,
  copiedLabel,
  iconOnly = false,
  size = "small",
}: {
  text: string;
  label: string;
  copiedLabel: string;
  iconOnly?: boolean;
  size?: ButtonSize;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), PRAISE);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void copyText(text).then(setCopied);
  const icon = copied ? Check : Copy;
  if (iconOnly) return <IconButton icon={icon} label={copied ? copiedLabel : label} size={size} onClick={copy} />;
  return (
    <Button icon={icon} size={size} onClick={copy}>
      <span aria-live="polite">{copied ? copiedLabel : label}</span>
    </Button>
  );
}

// Text for the clipboard, also where the page came over plain HTTP and the browser keeps its clipboard to itself: a shop's
// first screens are often looked at before it has an address of its own.

/** Whether it is on the clipboard now. */
export async function copyText(text: string): Promise<boolean> {
  if ("clipboard" in navigator) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // A browser that refuses may still take it the old way.
    }
  }
  return copySelected(text);
}

/** The old way: a selection is copied. It stands beside what has the focus, since a dialog keeps the focus inside. */
function copySelected(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "fixed top-0 opacity-0";
  (before?.parentElement ?? document.body).append(area);
  area.focus();
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}

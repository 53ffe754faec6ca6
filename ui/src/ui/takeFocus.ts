// What takes the place of the button that was pressed, or of a step that is done, takes its focus: for the keyboard, and for
// who has the page read out. Given to a `ref`; the element needs `tabIndex={-1}`.
export function takeFocus(node: HTMLElement | null): void {
  node?.focus();
}

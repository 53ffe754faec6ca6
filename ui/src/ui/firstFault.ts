// A form that could not be sent takes the keyboard to the first field that is not right, wherever on the page it is.

/** Called while a form is being sent: by the time it looks, the page says what is wrong. */
export function toFirstFault(form: HTMLFormElement): void {
  setTimeout(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}

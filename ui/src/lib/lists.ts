// Several things in one line, as the reader's language joins them.

/** "Monday, Tuesday and Friday". */
export const formatList = (things: readonly string[], language: string): string =>
  new Intl.ListFormat(language, { type: "conjunction" }).format(things);

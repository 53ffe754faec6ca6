// The reader's own way of writing dates and numbers: the words' language as their country writes it.

/** "en" for somebody whose browser says en-GB is "en-GB", so 14:05 stays 14:05. */
export function regional(language: string): string {
  return navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;
}

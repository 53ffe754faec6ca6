// The look of a link inside text.

export const textLink =
  "font-medium text-brass underline decoration-brass-line decoration-2 underline-offset-4 hover:decoration-brass-mark";

/** The same where the link stands alone rather than in a sentence: high enough for a finger. */
export const loneLink = `${textLink} inline-block pointer-coarse:py-3`;

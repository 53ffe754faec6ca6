// The look of a link inside text.

export const textLink =
  "font-medium text-brass underline decoration-brass-line decoration-2 underline-offset-4 hover:decoration-brass-mark";

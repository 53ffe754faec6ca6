// Characters as messengers count them: an emoji of several parts is several.

export const countCharacters = (text: string): number => [...text].length;

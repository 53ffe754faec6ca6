// Shares of few cases for the eye: a percentage, and between which two it lies. Pure.
import { formatPercent, formatShare } from "@/lib/numbers";

export interface Share {
  count: number;
  sample: number;
}

/** "11.6 %" of thousandths. */
export const permille = (number: number, language: string) => formatPercent(number / 1000, language, 1);

/** "60 %"; nothing of no cases. */
export const shareWords = ({ count, sample }: Share, language: string) => formatShare(count, sample, language);

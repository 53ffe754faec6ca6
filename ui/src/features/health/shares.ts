// Shares of few cases for the eye: a percentage, and between which two it lies. Pure.
import { regional } from "@/lib/region";

export interface Share {
  count: number;
  sample: number;
}

const percent = (language: string, digits: number) =>
  new Intl.NumberFormat(regional(language), { style: "percent", maximumFractionDigits: digits });

/** "15 %" of a whole number of percent. */
export const percentOf = (number: number, language: string) => percent(language, 0).format(number / 100);

/** "11.6 %" of thousandths. */
export const permille = (number: number, language: string) => percent(language, 1).format(number / 1000);

/** "60 %"; nothing of no cases. */
export const shareOf = ({ count, sample }: Share, language: string) => (sample > 0 ? percent(language, 0).format(count / sample) : "–");

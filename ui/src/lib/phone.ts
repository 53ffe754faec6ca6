// Phone numbers for the eye. Never used to tell people apart: numbers are optional and change hands.

const ONE_DIGIT_CODES = ["1", "7"];
const TWO_DIGIT_CODES = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);

function countryCode(digits: string): string {
  if (ONE_DIGIT_CODES.includes(digits.slice(0, 1))) return digits.slice(0, 1);
  return TWO_DIGIT_CODES.has(digits.slice(0, 2)) ? digits.slice(0, 2) : digits.slice(0, 3);
}

/** "+39 333 123 4567" from "393331234567" or "+393331234567"; anything odd comes back as it was. */
export function formatPhone(raw: string): string {
  const digits = raw.replace(/[\s().-]/g, "").replace(/^\+/, "");
  if (!/^\d{7,15}$/.test(digits)) return raw;
  const code = countryCode(digits);
  const rest = digits.slice(code.length);
  const groups: string[] = [];
  let at = 0;
  while (rest.length - at > 4) {
    groups.push(rest.slice(at, at + 3));
    at += 3;
  }
  groups.push(rest.slice(at));
  return `+${code} ${groups.join(" ")}`;
}

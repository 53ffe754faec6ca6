// Finds coordinates in what people paste: two numbers, or a link of a map. Nothing is asked of anybody. Pure.

export interface Coordinates {
  latitude: number;
  longitude: number;
}

const NUMBER = String.raw`(-?\d{1,3}(?:\.\d+)?)`;
const PATTERNS = [
  new RegExp(String.raw`[?&](?:mlat|lat)=${NUMBER}&(?:amp;)?(?:mlon|lon|lng)=${NUMBER}`),
  new RegExp(String.raw`#map=[\d.]+/${NUMBER}/${NUMBER}`),
  new RegExp(String.raw`!3d${NUMBER}!4d${NUMBER}`),
  new RegExp(String.raw`@${NUMBER},${NUMBER}`),
  new RegExp(String.raw`[?&](?:q|ll|query|center|destination)=(?:loc:)?${NUMBER}(?:,|%2C)\s*${NUMBER}`, "i"),
  new RegExp(String.raw`^geo:${NUMBER},${NUMBER}`),
  new RegExp(String.raw`^\(?${NUMBER}\s*[,;\s]\s*${NUMBER}\)?$`),
];

export function coordinatesIn(text: string): Coordinates | null {
  for (const pattern of PATTERNS) {
    const match = pattern.exec(text.trim());
    const [latitude, longitude] = [Number(match?.[1]), Number(match?.[2])];
    if (match && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  }
  return null;
}

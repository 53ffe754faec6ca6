// A QR code drawn as plain SVG: nothing is fetched and nothing leaves the page.
import { encode } from "uqr";

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className="size-48 rounded-xl ring-1 ring-line"
    >
      {/* Always dark on white: cameras do not follow themes. */}
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#1d1b16" />
    </svg>
  );
}

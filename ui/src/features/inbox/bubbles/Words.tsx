// What somebody wrote, as they wrote it: their line breaks, their direction, links that cannot run anything.
import { linkPieces } from "@/lib/links";

export function Words({ text }: { text: string }) {
  return (
    <p dir="auto" className="break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
      {linkPieces(text).map((piece, index) =>
        piece.href ? (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" className="underline underline-offset-2">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
}

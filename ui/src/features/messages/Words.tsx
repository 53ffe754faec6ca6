// What somebody wrote, as they meant it: WhatsApp's marks, their line breaks, their direction, links that cannot run anything.
import { Fragment } from "react";
import { marksOf, type Block, type Inline } from "@/lib/marks";

function Pieces({ pieces }: { pieces: Inline[] }) {
  return (
    <>
      {pieces.map((piece, index) => {
        switch (piece.type) {
          case "text":
            return <Fragment key={index}>{piece.text}</Fragment>;
          case "link":
            return (
              <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" className="underline underline-offset-2">
                {piece.text}
              </a>
            );
          case "code":
            return (
              <code key={index} className="rounded bg-current/10 px-1 font-mono text-[0.9em]">
                {piece.text}
              </code>
            );
          case "bold":
            return (
              <strong key={index} className="font-semibold">
                <Pieces pieces={piece.inside} />
              </strong>
            );
          case "italic":
            return (
              <em key={index}>
                <Pieces pieces={piece.inside} />
              </em>
            );
          case "strike":
            return (
              <s key={index}>
                <Pieces pieces={piece.inside} />
              </s>
            );
        }
      })}
    </>
  );
}

const wrap = "text-start break-words whitespace-pre-wrap [overflow-wrap:anywhere]";

function Part({ block }: { block: Block }) {
  switch (block.type) {
    case "lines":
      return (
        <p dir="auto" className={wrap}>
          <Pieces pieces={block.inside} />
        </p>
      );
    case "quote":
      return (
        <blockquote dir="auto" className={`border-s-2 border-current/40 ps-2.5 opacity-90 ${wrap}`}>
          <Pieces pieces={block.inside} />
        </blockquote>
      );
    case "item":
      return (
        <p dir="auto" className={`flex gap-1.5 ${wrap}`}>
          <span className="shrink-0">{block.mark}</span>
          <span className="min-w-0">
            <Pieces pieces={block.inside} />
          </span>
        </p>
      );
    case "code":
      return (
        <pre className="overflow-x-auto rounded-md bg-current/10 px-2 py-1.5 font-mono text-[0.9em] whitespace-pre-wrap">{block.text}</pre>
      );
  }
}

export function Words({ text }: { text: string }) {
  return (
    <>
      {marksOf(text).map((block, index) => (
        <Part key={index} block={block} />
      ))}
    </>
  );
}

// WhatsApp's own marks in a text: *bold*, _italic_, ~struck~, ```fixed```. Made of elements, never of markup.
import type { ReactNode } from "react";

const MARK = /(```)([\s\S]+?)```|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\3(?![\p{L}\p{N}])/u;

/** `leaf` draws what lies between the marks. */
export function marked(text: string, leaf: (plain: string) => ReactNode = (plain) => plain): ReactNode {
  const match = MARK.exec(text);
  if (!match) return leaf(text);
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  const inner = match[2] ?? match[4] ?? "";
  return (
    <>
      {leaf(before)}
      {match[1] ? (
        <code className="font-mono text-[0.9em]">{leaf(inner)}</code>
      ) : match[3] === "*" ? (
        <strong>{marked(inner, leaf)}</strong>
      ) : match[3] === "_" ? (
        <em>{marked(inner, leaf)}</em>
      ) : (
        <s>{marked(inner, leaf)}</s>
      )}
      {marked(after, leaf)}
    </>
  );
}

// A page of the web an answer rests on. It opens beside Shopbell and learns nothing of where it was opened from.
import type { ReactNode } from "react";

export function WebLink({ url, children }: { url: string; children: ReactNode }) {
  // The address came from outside: nothing but a page is a link.
  if (!/^https?:\/\//.test(url)) return <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{children}</bdi>;
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="min-w-0 font-medium underline-offset-2 [overflow-wrap:anywhere] hover:underline pointer-coarse:-my-2.75 pointer-coarse:py-2.75"
    >
      <bdi>{children}</bdi>
    </a>
  );
}

// A customer's phone and the shop's bell, joined by a line: what connecting does.
export function ConnectPicture({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 176 104" aria-hidden className={className}>
      <rect x="8" y="8" width="52" height="88" rx="10" className="fill-sunken stroke-line-strong" strokeWidth="1.5" />
      <rect x="16" y="22" width="26" height="9" rx="4.5" className="fill-line" />
      <rect x="26" y="36" width="26" height="13" rx="5" className="fill-brass-tint stroke-brass-line" />
      <rect x="16" y="54" width="30" height="9" rx="4.5" className="fill-line" />
      <rect x="28" y="68" width="24" height="9" rx="4.5" className="fill-brass-tint stroke-brass-line" />
      <path d="M66 52 H112" className="stroke-brass-mark" strokeWidth="2" strokeDasharray="1 6" strokeLinecap="round" fill="none" />
      <circle cx="140" cy="52" r="28" className="fill-night" />
      <path
        d="M126 60 h28 M129 60 c0 -14 4 -20 11 -20 s11 6 11 20 M140 40 v-4"
        className="stroke-brass-mark"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        fill="none"
      />
    </svg>
  );
}

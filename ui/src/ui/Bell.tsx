// The mark: a bell, in brass.

export function Bell({ size = 24, className }: { size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden className={className}>
      <path d="M12 1.5c.8 0 1.5.7 1.5 1.5v.6a7 7 0 0 1 5.5 6.9v4.6l1.9 2.7c.4.6 0 1.4-.8 1.4H3.9c-.8 0-1.2-.8-.8-1.4L5 15.1v-4.6a7 7 0 0 1 5.5-6.9V3c0-.8.7-1.5 1.5-1.5Z" />
      <path d="M9 20.7h6a3 3 0 0 1-6 0Z" />
    </svg>
  );
}

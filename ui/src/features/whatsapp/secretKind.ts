// What a pasted value most likely is, told by its shape alone.

export function secretKind(text: string): "token" | "app_secret" | "unknown" {
  const value = text.trim();
  if (/^[0-9a-f]{32}$/i.test(value)) return "app_secret";
  if (/^EA[A-Za-z0-9]{20,}$/.test(value)) return "token";
  return "unknown";
}

// Has the server make a file, a backup or a customer's data, and hands it to the browser. It may be large and slow, so it has no
// time limit of its own.
import { offerFile } from "@/lib/offerFile";
import { errorFrom } from "./client";
import { withIdentity } from "./identity";

/** The name the server gave the file, from its content-disposition. */
function nameOf(response: Response): string {
  return /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "shopbell-backup.shopbell";
}

/** Makes a backup. Resolves to the file's name. `onBytes` hears how many bytes have arrived. */
export const saveBackup = (onBytes: (received: number) => void): Promise<string> => saveFrom("/api/v1/backup", onBytes);

/** Saves everything that is kept of a customer. */
export const saveCustomerData = (contact: string, onBytes: (received: number) => void): Promise<string> =>
  saveFrom(`/api/v1/contacts/${contact}/data`, onBytes);

async function saveFrom(address: string, onBytes: (received: number) => void): Promise<string> {
  const response = await withIdentity(() => fetch(address, { method: "POST" }));
  if (!response.ok || !response.body) throw await errorFrom(response);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    received += value.byteLength;
    onBytes(received);
  }
  const name = nameOf(response);
  offerFile(new Blob(parts), name);
  return name;
}

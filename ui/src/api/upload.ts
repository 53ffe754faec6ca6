// Sends one file and says how far it has come, which fetch cannot.
import { ApiError } from "./client";

/** How long an upload may take, in milliseconds. */
const TIMEOUT = 10 * 60_000;

interface ErrorBody {
  error?: { code: string; message: string; hint?: string | null; request_id?: string; fields?: Record<string, string> | null };
}

const unreachable = () => new ApiError(0, { code: "server_unreachable", message: "network" });

export function uploadFile<T>(
  address: string,
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
  fields: Record<string, string> = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name);
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    request.open("POST", address);
    request.responseType = "json";
    request.timeout = TIMEOUT;
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(unreachable());
    request.ontimeout = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("", "AbortError"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as T);
      const error = (request.response as ErrorBody | null)?.error;
      reject(new ApiError(request.status, error ?? { code: "unexpected_answer", message: `HTTP ${request.status}` }));
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

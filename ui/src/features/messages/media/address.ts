// Where files of messages are fetched from. The server decides what may be shown and what is only handed over.

export const mediaAddress = (id: string) => `/api/v1/media/${encodeURIComponent(id)}`;
export const thumbnailAddress = (id: string) => `${mediaAddress(id)}/thumbnail`;

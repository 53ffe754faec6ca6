// Where files of messages are fetched from. The server decides what may be shown and what is only handed over.
import { createContext, use } from "react";

export const mediaAddress = (id: string) => `/api/v1/media/${encodeURIComponent(id)}`;
export const thumbnailAddress = (id: string) => `${mediaAddress(id)}/thumbnail`;

/** The practice phone keeps its files elsewhere. */
export const MediaHome = createContext<(id: string) => string>(mediaAddress);

export const useMediaAddress = () => use(MediaHome);

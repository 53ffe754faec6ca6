// How what stands after the question mark of an address is read and written.
import { parseSearchWith, stringifySearchWith } from "@tanstack/react-router";

/** Everything there is text: ids stay as they are instead of gaining quotation marks. */
export const addressSearch = { parseSearch: parseSearchWith((text) => text), stringifySearch: stringifySearchWith(JSON.stringify) };

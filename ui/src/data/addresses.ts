/** Addresses that were too long: the server keeps what they say, and this page remembers it. */
import { signal } from "@preact/signals";
import { getAddress, postAddress } from "~/api/views";

/** What is known of an address by its id. */
export interface KeptAddress {
  readonly state: "loading" | "known" | "missing";
  /** The query part; empty until it is known. */
  readonly text: string;
}

const LOADING: KeptAddress = { state: "loading", text: "" };
const known = signal<ReadonlyMap<string, KeptAddress>>(new Map());
const asked = new Set<string>();

/** What an address says; it is asked for when it is new, and readers are drawn again then. */
export function addressState(id: string): KeptAddress {
  const found = known.value.get(id);
  if (found !== undefined) return found;
  if (!asked.has(id)) {
    asked.add(id);
    getAddress(id).then(
      (answer) => remember(id, { state: "known", text: answer.state }),
      () => remember(id, { state: "missing", text: "" }),
    );
  }
  return LOADING;
}

/** Keeps what an address says; null when the server refuses, and the long address must do. */
export async function keepAddress(text: string): Promise<string | null> {
  try {
    const { id } = await postAddress(text);
    remember(id, { state: "known", text });
    return id;
  } catch {
    // Who may only read, or is offline, keeps the long address: it says the same.
    return null;
  }
}

function remember(id: string, address: KeptAddress): void {
  known.value = new Map(known.peek()).set(id, address);
}

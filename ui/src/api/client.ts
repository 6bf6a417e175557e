/** Speaks to the server that this page came from, and to no other. */
import type { Json } from "~/lib/json";

const ROOT = "/api/v1";

/** The server, or the way to it, refused. `code` is the machine word of the error body. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint: string = "",
    /** Where in a query text reading stopped. */
    readonly position: number | null = null,
  ) {
    super(message);
  }
}

export interface RequestOptions {
  readonly method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** First byte and the one behind the last of what is wanted of a file. */
  readonly range?: readonly [number, number] | undefined;
}

/** Asks for JSON. The shape is the server's promise, held by the generated types. */
export async function requestJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const answer = await request(path, options);
  return (await answer.json()) as T;
}

/** Asks for bytes. */
export async function requestBytes(
  path: string,
  options: RequestOptions = {},
): Promise<ArrayBuffer> {
  const answer = await request(path, options);
  const bytes = await answer.arrayBuffer();
  // A server may answer with all of it.
  const isAll = options.range !== undefined && answer.status === 200;
  return isAll ? bytes.slice(...(options.range ?? [0])) : bytes;
}

/** Asks for text. */
export async function requestText(path: string, options: RequestOptions = {}): Promise<string> {
  return (await request(path, options)).text();
}

/** The address of an API path, for links and images. */
export function apiUrl(path: string): string {
  return ROOT + path;
}

/** A query part of what is defined. */
export function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

async function request(path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = {};
  const init: RequestInit = { method: options.method ?? "GET", headers };
  if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  if (options.range) {
    headers["range"] = `bytes=${options.range[0]}-${options.range[1] - 1}`;
    // The browser's cache would ask for the rest of what it has, under a condition of its own.
    init.cache = "no-store";
  }
  if (options.signal) init.signal = options.signal;
  const answer = await reach(ROOT + path, init);
  if (!answer.ok) throw await errorOf(answer);
  return answer;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, "unreachable", "The server does not answer. Is it still running?");
  }
}

async function errorOf(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => null)) as Json;
  const error =
    typeof body === "object" && body !== null && !Array.isArray(body) ? body["error"] : null;
  if (typeof error !== "object" || error === null || Array.isArray(error)) {
    return new ApiError(answer.status, "unknown", `The server answered ${answer.status}.`);
  }
  const { code, message, hint, position } = error;
  return new ApiError(
    answer.status,
    typeof code === "string" ? code : "unknown",
    typeof message === "string" ? message : `The server answered ${answer.status}.`,
    typeof hint === "string" ? hint : "",
    typeof position === "number" ? position : null,
  );
}

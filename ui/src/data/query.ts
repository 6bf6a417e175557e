/** Answers of the server in a cache: asked once, kept, asked again when news say so. */
import { QueryClient, type QueryKey, QueryObserver } from "@tanstack/query-core";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "~/api/client";

/** News arrive by the live stream; this is only for what was missed. */
const STALE_MS = 15_000;
const RETRIES = 2;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      retry: (failures, error) => failures < RETRIES && mayPass(error),
      refetchOnWindowFocus: true,
    },
  },
});
queries.mount();

/** A refused request will be refused again; a server that is away may come back. */
function mayPass(error: Error): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}

/** Whether the server answered that there is no such thing, or that its address can be of none. */
export function isMissing(error: Error): boolean {
  return error instanceof ApiError && (error.status === 404 || error.code === "invalid_id");
}

/** What a page knows of an answer. */
export interface Answer<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

export interface Question<T> {
  readonly key: QueryKey;
  readonly ask: (signal: AbortSignal) => Promise<T>;
  /** False asks nothing yet. */
  readonly when?: boolean;
}

/** The answer to a question; the component is drawn again when it changes. */
export function useAnswer<T>(question: Question<T>): Answer<T> {
  const options = {
    queryKey: question.key,
    queryFn: ({ signal }: { signal: AbortSignal }) => question.ask(signal),
    enabled: question.when ?? true,
  };
  const [observer] = useState(() => new QueryObserver<T>(queries, options));
  const [, redraw] = useState(0);
  useEffect(() => observer.subscribe(() => redraw((count) => count + 1)), [observer]);
  observer.setOptions(options);
  const result = observer.getOptimisticResult(queries.defaultQueryOptions(options));
  return {
    data: result.data,
    error: result.data === undefined ? result.error : null,
    retry: () => void observer.refetch(),
  };
}

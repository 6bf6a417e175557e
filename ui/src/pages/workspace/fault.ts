/** Tells a query that does not parse from a server that does not answer. */
import { isQueryError } from "~/data/run_list";
import type { QueryFault } from "~/pages/workspace/QueryBar";

export function faultOf(error: Error | null): QueryFault | null {
  if (error === null || !isQueryError(error)) return null;
  return { message: error.message, hint: error.hint, position: error.position };
}

/** Which metric of a run one asks for first. */

/** The project's main metric if the run logs it, else a loss, else whatever there is; empty for none. */
export function headline(metrics: Readonly<Record<string, unknown>>, main?: string): string {
  if (main !== undefined && Object.hasOwn(metrics, main)) return main;
  const keys = Object.keys(metrics).filter((key) => !key.startsWith("system/"));
  const losses = keys.filter((key) => key.includes("loss"));
  return losses.find((key) => key.includes("val")) ?? losses[0] ?? keys[0] ?? "";
}

/** Metrics of the machine, which are shown apart. */
export const SYSTEM_PREFIX = "system/";

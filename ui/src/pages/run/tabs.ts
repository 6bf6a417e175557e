/** Tabs of the run page, in their order. */
export const TABS = {
  overview: "Overview",
  charts: "Charts",
  system: "System",
  logs: "Logs",
  config: "Config",
  code: "Code",
  environment: "Environment",
  reproduce: "Reproduce",
  files: "Files",
  media: "Media",
  tables: "Tables",
  comments: "Comments",
} as const;

export type Tab = keyof typeof TABS;

export const TAB_NAMES = Object.keys(TABS).filter(isTab);

export function isTab(text: string): text is Tab {
  return Object.hasOwn(TABS, text);
}

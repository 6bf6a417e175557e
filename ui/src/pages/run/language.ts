/** Which language a file is written in, by its name. */
export type Language = "bash" | "diff" | "ini" | "json" | "markdown" | "python" | "yaml";

const BY_ENDING: Readonly<Record<string, Language>> = {
  ...{ py: "python", pyi: "python", sh: "bash", bash: "bash", zsh: "bash" },
  ...{ patch: "diff", diff: "diff", ini: "ini", cfg: "ini", toml: "ini", lock: "ini" },
  ...{ json: "json", jsonl: "json", ipynb: "json", md: "markdown", markdown: "markdown" },
  ...{ yaml: "yaml", yml: "yaml" },
};

/** The language of a file; null is plain text. */
export function languageOf(path: string): Language | null {
  const name = path.split("/").at(-1) ?? "";
  if (name === "MLmodel") return "yaml";
  return BY_ENDING[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? null;
}

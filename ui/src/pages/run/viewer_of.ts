/** Which viewer shows a file: decided by what it says that it is and by its name, never by its content. */
import type { Artifact } from "~/data/run";

export type Viewer =
  | "audio"
  | "csv"
  | "html"
  | "image"
  | "json"
  | "markdown"
  | "model"
  | "none"
  | "notebook"
  | "parquet"
  | "patch"
  | "pdf"
  | "table"
  | "tensors"
  | "text"
  | "video"
  | "yaml";

const BY_ENDING: Readonly<Record<string, Viewer>> = {
  ...{ csv: "csv", tsv: "csv", htm: "html", html: "html", ipynb: "notebook", pdf: "pdf" },
  ...{ json: "json", md: "markdown", markdown: "markdown", parquet: "parquet", pq: "parquet" },
  ...{ patch: "patch", diff: "patch", safetensors: "tensors", yaml: "yaml", yml: "yaml" },
  ...{ wav: "audio", mp3: "audio", ogg: "audio", oga: "audio", flac: "audio", m4a: "audio" },
  ...{ mp4: "video", webm: "video", mov: "video", m4v: "video", ogv: "video" },
  ...{ png: "image", jpg: "image", jpeg: "image", gif: "image", webp: "image", svg: "image" },
  ...{ avif: "image", bmp: "image" },
};

const TEXT_ENDINGS =
  /\.(txt|py|pyi|sh|toml|cfg|ini|log|jsonl|xml|lock|sql|js|ts|c|cc|cpp|h|rs|go|java|r|jl|css|tex|rst)$/i;
const TEXT_NAMES = /^(makefile|dockerfile|license|readme|requirements|\.[a-z]+ignore)$/i;
const TEXT_TYPES = /^text\/|(xml|toml|javascript|x-sh|x-python)$/;

export function viewerOf(artifact: Pick<Artifact, "kind" | "media_type" | "path">): Viewer {
  const name = artifact.path.split("/").at(-1) ?? "";
  if (name === "MLmodel") return "model";
  if (artifact.kind === "table") return "table";
  const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
  return BY_ENDING[ending] ?? byType(artifact.media_type, name);
}

function byType(type: string, name: string): Viewer {
  const family = type.split("/")[0];
  if (family === "image" || family === "audio" || family === "video") return family;
  if (type === "application/pdf") return "pdf";
  if (type.startsWith("text/html")) return "html";
  if (type.endsWith("json")) return "json";
  return TEXT_TYPES.test(type) || TEXT_ENDINGS.test(name) || TEXT_NAMES.test(name)
    ? "text"
    : "none";
}

import type { ComponentType } from "preact";
import { Failure, Skeleton } from "~/components/Notice";
import { useLoaded } from "~/components/use_loaded";
import type { FileOf } from "~/data/files";
import { type Viewer as ViewerName, viewerOf } from "~/pages/run/viewer_of";

type Load = () => Promise<ComponentType<FileOf>>;

/** Each viewer is fetched with the first file of its kind. */
const VIEWERS: Readonly<Record<ViewerName, Load>> = {
  audio: async () => (await import("~/pages/run/viewers/Playback")).Sound,
  csv: async () => (await import("~/pages/run/viewers/CsvTable")).CsvTable,
  html: async () => (await import("~/pages/run/viewers/Frames")).HtmlFrame,
  image: async () => (await import("~/pages/run/viewers/Picture")).Picture,
  json: async () => (await import("~/pages/run/viewers/Documents")).JsonView,
  markdown: async () => (await import("~/pages/run/viewers/Documents")).MarkdownView,
  model: async () => (await import("~/pages/run/viewers/ModelManifest")).ModelManifest,
  none: async () => NoViewer,
  notebook: async () => (await import("~/pages/run/viewers/Notebook")).Notebook,
  parquet: async () => (await import("~/pages/run/viewers/ParquetTable")).ParquetTable,
  patch: async () => (await import("~/pages/run/viewers/Documents")).PatchView,
  pdf: async () => (await import("~/pages/run/viewers/Frames")).PdfFrame,
  table: async () => (await import("~/pages/run/viewers/Documents")).JsonTableView,
  tensors: async () => (await import("~/pages/run/viewers/Tensors")).Tensors,
  text: async () => (await import("~/pages/run/viewers/Documents")).TextView,
  video: async () => (await import("~/pages/run/viewers/Playback")).Film,
  yaml: async () => (await import("~/pages/run/viewers/Documents")).YamlView,
};

/** What is in a file. Nothing in it is ever run. */
export function Viewer(file: FileOf) {
  const loaded = useLoaded(VIEWERS[viewerOf(file.artifact)]);
  if (loaded instanceof Error) {
    return <Failure what="The viewer" error={loaded} retry={() => window.location.reload()} />;
  }
  if (loaded === null) return <Skeleton lines={8} />;
  const Shown = loaded;
  return <Shown key={`${file.artifact.path} ${file.artifact.sha256}`} {...file} />;
}

function NoViewer({ artifact }: FileOf) {
  return (
    <p class="faint centred">
      A file of the type {artifact.media_type || "unknown"} has no viewer here. Download it to open
      it.
    </p>
  );
}

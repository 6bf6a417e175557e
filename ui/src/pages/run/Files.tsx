import { useMemo } from "preact/hooks";
import { CopyButton } from "~/components/CopyButton";
import { Icon } from "~/components/Icon";
import { NoFiles } from "~/components/NothingYet";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { useAllFiles } from "~/data/files";
import type { Run } from "~/data/projects";
import { type Artifact, artifactUrl } from "~/data/run";
import { formatBytes, formatMoment } from "~/lib/format";
import { links, navigate, search } from "~/lib/location";
import { FileTree } from "~/pages/run/FileTree";
import { filesOf, type TreeFile } from "~/pages/run/file_tree";
import { StepSlider } from "~/pages/run/StepSlider";
import { Viewer } from "~/pages/run/viewers/Viewer";

/** The files of a run: a tree on the left, the chosen file on the right. */
export function Files({ run }: { run: Run }) {
  const entries = useAllFiles(run.id);
  const files = useMemo(() => filesOf(entries.data ?? []), [entries.data]);
  const chosen = search.value.get("file") ?? "";
  const step = search.value.get("step");
  const here = links.run(run.project, run.id, "files");
  const linkTo = (file: string) => `${here}?${new URLSearchParams({ file })}`;
  if (entries.error) {
    return <Failure what="The files" error={entries.error} retry={entries.retry} />;
  }
  if (entries.data === undefined) return <Skeleton lines={10} />;
  if (files.length === 0) return <NoFiles title="No files" />;
  const file = files.find((one) => one.path === chosen);
  return (
    <div class="files">
      <FileTree files={files} chosen={chosen} linkTo={linkTo} />
      <div class="file-view">
        {file ? (
          <Chosen
            run={run.id}
            file={file}
            step={step}
            onStep={(to) => navigate(`${linkTo(file.path)}&step=${to}`, { replace: true })}
          />
        ) : (
          <NotChosen chosen={chosen} />
        )}
      </div>
    </div>
  );
}

function NotChosen({ chosen }: { chosen: string }) {
  if (chosen === "") return <p class="faint centred">Choose a file to look into it.</p>;
  return (
    <Notice title="There is no such file">
      <p>This run has no file called {chosen}. Choose one of the list.</p>
    </Notice>
  );
}

interface ChosenProps {
  readonly run: string;
  readonly file: TreeFile;
  readonly step: string | null;
  readonly onStep: (step: number) => void;
}

function Chosen({ run, file, step, onStep }: ChosenProps) {
  const { versions } = file;
  const found = versions.findIndex((version) => String(version.step) === step);
  const at = found < 0 ? versions.length - 1 : found;
  const artifact = versions[at];
  if (artifact === undefined) return null;
  return (
    <section class="preview" aria-label={artifact.path}>
      <FileHead run={run} artifact={artifact} />
      {versions.length > 1 && (
        <StepSlider
          steps={versions.map((version) => version.step)}
          at={at}
          onChange={(index) => onStep(versions[index]?.step ?? 0)}
        />
      )}
      <Viewer run={run} artifact={artifact} />
    </section>
  );
}

function FileHead({ run, artifact }: { run: string; artifact: Artifact }) {
  return (
    <header class="block-head">
      <h2>{artifact.path}</h2>
      <span class="muted">
        {formatBytes(artifact.size)} · {artifact.media_type || "unknown type"}
        {artifact.step !== null && ` · step ${artifact.step}`} · {formatMoment(artifact.logged_at)}
      </span>
      <span class="head-actions">
        <CopyButton text={artifact.sha256} label="Copy SHA-256" />
        <a class="button plain" href={artifactUrl(run, artifact.path, artifact.step)} download>
          <Icon name="download" />
          Download
        </a>
      </span>
    </header>
  );
}

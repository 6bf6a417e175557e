import type { FileOf } from "~/data/files";
import { artifactUrl } from "~/data/run";

/** Sound that was logged, fetched when it is played. */
export function Sound({ run, artifact }: FileOf) {
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody captioned what a program made.
    <audio
      class="sound"
      controls
      preload="metadata"
      aria-label={artifact.path}
      src={artifactUrl(run, artifact.path, artifact.step)}
    />
  );
}

/** A film that was logged. */
export function Film({ run, artifact }: FileOf) {
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody captioned what a program made.
    <video
      class="film"
      controls
      preload="metadata"
      aria-label={artifact.path}
      src={artifactUrl(run, artifact.path, artifact.step)}
    />
  );
}

/** Files of a run as the viewers read them: whole, their beginning, or in pieces. */
import { fetchArtifactBytes, framedUrl, listAllArtifacts } from "~/api/files";
import type { Artifact, ArtifactEntry } from "~/api/types";
import { type Answer, useAnswer } from "~/data/query";

export { framedUrl };

/** A file of a run. */
export interface FileOf {
  readonly run: string;
  readonly artifact: Artifact;
}

/** The beginning of a text file, and whether that is all of it. */
export interface TextHead {
  readonly text: string;
  readonly isWhole: boolean;
}

/** All files of a run that are there, in all folders. */
export function useAllFiles(run: string, when = true): Answer<readonly ArtifactEntry[]> {
  return useAnswer({
    key: ["artifacts", run, "deep"],
    ask: (signal) => listAllArtifacts(run, signal),
    when,
  });
}

/** The text of a file up to `maxBytes`. */
export function useTextHead({ run, artifact }: FileOf, maxBytes: number): Answer<TextHead> {
  const end = Math.min(artifact.size, maxBytes);
  return useAnswer({
    key: ["file-head", run, artifact.sha256, end],
    ask: async (signal) => {
      if (end === 0) return { text: "", isWhole: true };
      const bytes = await fetchArtifactBytes(run, artifact, { range: [0, end], signal });
      const isWhole = end === artifact.size;
      // A character or a line that is cut through is left out.
      const text = new TextDecoder().decode(bytes, { stream: !isWhole });
      return { text: isWhole ? text : text.slice(0, text.lastIndexOf("\n") + 1), isWhole };
    },
  });
}

/** All bytes of a file. */
export function readWhole({ run, artifact }: FileOf): Promise<ArrayBuffer> {
  return fetchArtifactBytes(run, artifact);
}

/** A file that is read in pieces, as readers of Parquet want it. */
export function pieces({ run, artifact }: FileOf): {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
} {
  return {
    byteLength: artifact.size,
    slice: (start, end = artifact.size) =>
      fetchArtifactBytes(run, artifact, { range: [start, end] }),
  };
}

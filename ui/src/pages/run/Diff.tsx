import { Notice } from "~/components/Notice";
import { type DiffLine, parseDiff } from "~/pages/run/diff_lines";

const SIGNS: Record<DiffLine["kind"], string> = { added: "+", removed: "−", same: " ", hunk: "" };

/** A patch, file by file. */
export function Diff({ patch }: { patch: string }) {
  const files = parseDiff(patch);
  if (files.length === 0) return <Notice title="No changes" />;
  return (
    <div class="diff">
      {files.map((file) => (
        <details key={file.path} open>
          <summary>
            <code>{file.path}</code>
            <span class="ok">+{file.added}</span>
            <span class="fail">−{file.removed}</span>
          </summary>
          <div class="diff-lines">
            {file.lines.map((line, i) => (
              <div key={i} class={`diff-line ${line.kind}`}>
                <span class="diff-sign">{SIGNS[line.kind]}</span>
                {line.text}
              </div>
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

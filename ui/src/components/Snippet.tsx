import { CopyButton } from "~/components/CopyButton";

/** Code to copy. */
export function Snippet({ code }: { code: string }) {
  return (
    <figure class="snippet">
      <pre>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} />
    </figure>
  );
}

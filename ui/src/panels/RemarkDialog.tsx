import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Comments } from "~/panels/comments/Comments";
import { type RemarkWish, remarkWish } from "~/panels/remarks";

const close = () => {
  remarkWish.value = null;
};

/** What is said on a chart, and the form to say more at a step of it. */
export function RemarkDialog({ wish }: { wish: RemarkWish }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [run, setRun] = useState(wish.run);
  const [key, setKey] = useState(wish.keys[0] ?? "");
  const about = useMemo(() => ({ kind: "run", run }) as const, [run]);
  useEffect(() => dialog.current?.showModal(), []);
  const place = wish.step === null ? {} : { step: wish.step };
  return (
    <dialog
      ref={dialog}
      class="dialog remark-dialog"
      aria-label={`Comments on ${wish.title}`}
      onClose={close}
    >
      <header class="dialog-head">
        <h2>{wish.title}</h2>
        <IconButton name="Close" icon="cross" onClick={close} />
      </header>
      <div class="comment-where">
        <label>
          Run
          <select value={run} onChange={(event) => setRun(event.currentTarget.value)}>
            {wish.runs.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {wish.keys.length > 1 && (
          <label>
            Metric
            <select value={key} onChange={(event) => setKey(event.currentTarget.value)}>
              {wish.keys.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Comments key={`${run} ${key}`} about={about} metric={key} {...place} />
    </dialog>
  );
}

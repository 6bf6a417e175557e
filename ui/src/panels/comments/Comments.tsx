import { useMemo, useState } from "preact/hooks";
import { Ago } from "~/components/Ago";
import { IconButton } from "~/components/Button";
import { Markdown } from "~/components/Markdown";
import { MarkdownField } from "~/components/MarkdownField";
import { Failure, Skeleton } from "~/components/Notice";
import {
  type About,
  type Comment,
  changeComment,
  removeComment,
  useComments,
  writeComment,
} from "~/data/comments";
import { PlaceFields } from "~/panels/comments/PlaceFields";
import { NO_PLACE, type Place, placeOf, remarkOf } from "~/panels/comments/place";

interface CommentsProps {
  readonly about: About;
  /** Charts that a comment may stand on; none for what has no charts. */
  readonly metrics?: readonly string[];
  /** Only comments on this chart, and new ones stand on it. */
  readonly metric?: string;
  /** Where on the chart a new comment stands to begin with. */
  readonly step?: number;
}

const NONE: readonly string[] = [];

/** What people say about a run, a chart or a model version, and a place to say more. */
export function Comments({ about, metrics = NONE, metric, step }: CommentsProps) {
  const comments = useComments(about);
  const start = useMemo(() => placeOf(metric, step), [metric, step]);
  const [place, setPlace] = useState<Place>(start);
  if (comments.error) {
    return <Failure what="The comments" error={comments.error} retry={comments.retry} />;
  }
  if (comments.data === undefined) return <Skeleton lines={4} />;
  const shown = comments.data.comments.filter((one) => metric === undefined || one.key === metric);
  const save = async (text: string) => {
    await writeComment(about, remarkOf(text, place));
    setPlace(metric === undefined ? NO_PLACE : start);
  };
  return (
    <section class="comments" aria-label="Comments">
      <h2>Comments{shown.length > 0 && <span class="count"> {shown.length}</span>}</h2>
      {shown.length === 0 && (
        <p class="faint">
          {comments.data.may_comment
            ? "No comments yet. Say what you saw, what you tried, what to do next: the team reads it here."
            : "No comments yet."}
        </p>
      )}
      <ol class="comment-list">
        {shown.map((one) => (
          <li key={one.id}>
            <CommentItem about={about} comment={one} />
          </li>
        ))}
      </ol>
      {comments.data.may_comment && (
        <div class="comment-new">
          {(metrics.length > 0 || metric !== undefined) && (
            <PlaceFields
              metrics={metric === undefined ? metrics : NONE}
              place={place}
              onChange={setPlace}
            />
          )}
          <MarkdownField
            label="New comment"
            placeholder="Write in Markdown"
            start=""
            rows={3}
            action="Comment"
            save={save}
          />
        </div>
      )}
    </section>
  );
}

interface CommentItemProps {
  readonly about: About;
  readonly comment: Comment;
}

function CommentItem({ about, comment }: CommentItemProps) {
  const [editing, setEditing] = useState(false);
  return (
    <article class="comment" aria-label={`Comment of ${comment.author}`}>
      <header class="comment-head">
        <b>{comment.author}</b>
        <span class="faint">
          <Ago moment={comment.at} />
          {comment.edited_at !== null && " · edited"}
        </span>
        {comment.key && (
          <span class="comment-place">
            {comment.key}
            {comment.step !== null && ` @ ${comment.step}`}
          </span>
        )}
        <span class="toolbar-gap" />
        {comment.may_edit && !editing && (
          <IconButton name="Edit the comment" icon="pencil" onClick={() => setEditing(true)} />
        )}
        {comment.may_delete && !editing && <DeleteButton about={about} comment={comment} />}
      </header>
      {editing ? (
        <MarkdownField
          label="Comment"
          start={comment.text}
          rows={4}
          action="Save"
          save={async (text) => {
            await changeComment(about, comment.id, text);
            setEditing(false);
          }}
          cancel={() => setEditing(false)}
        />
      ) : (
        <Markdown text={comment.text} />
      )}
    </article>
  );
}

/** There is no way back for a comment, so a second click is asked for. */
function DeleteButton({ about, comment }: { about: About; comment: Comment }) {
  const [sure, setSure] = useState(false);
  const [fault, setFault] = useState("");
  const remove = () => {
    removeComment(about, comment.id).catch((reason: unknown) =>
      setFault(reason instanceof Error ? reason.message : String(reason)),
    );
  };
  if (fault) {
    return (
      <span class="fail" role="alert">
        {fault}
      </span>
    );
  }
  if (!sure) {
    return <IconButton name="Delete the comment" icon="trash" onClick={() => setSure(true)} />;
  }
  return (
    <>
      <button type="button" class="button danger small" onClick={remove}>
        Delete for good
      </button>
      <button type="button" class="button small" onClick={() => setSure(false)}>
        Keep
      </button>
    </>
  );
}

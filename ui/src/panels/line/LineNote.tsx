import type { ChartSettings } from "~/panels/settings";

interface LineNoteProps {
  readonly error: Error | null;
  /** Nothing has come yet. */
  readonly isWaiting: boolean;
  readonly isBlank: boolean;
  readonly settings: ChartSettings;
  readonly retry: () => void;
  readonly stepOut: () => void;
}

/** What a chart says where it draws nothing: that it comes, why it does not, or why it is empty. */
export function LineNote({ error, isWaiting, isBlank, settings, retry, stepOut }: LineNoteProps) {
  if (error !== null) {
    return (
      <div class="panel-note fail" role="alert">
        <p>{error.message}</p>
        <button type="button" class="link" onClick={retry}>
          Try again
        </button>
      </div>
    );
  }
  if (isWaiting) {
    return (
      <div class="panel-note waiting" role="status">
        <span class="sr-only">Loading</span>
      </div>
    );
  }
  if (!isBlank) return null;
  return (
    <div class="panel-note">
      <p>{blankReason(settings)}</p>
      {settings.range !== null && (
        <button type="button" class="link" onClick={stepOut}>
          Zoom out
        </button>
      )}
    </div>
  );
}

function blankReason({ range, axis }: ChartSettings): string {
  if (range !== null) return "No points in this zoom";
  return typeof axis === "string" ? "No points yet" : `No points where ${axis.metric} was logged`;
}

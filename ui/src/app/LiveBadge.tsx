import { type LiveState, liveState, togglePause, watching } from "~/data/live";

const WORDS: Record<LiveState, string> = {
  live: "Live",
  reconnecting: "Reconnecting",
  paused: "Paused",
};

/** Whether news arrive, as a word and a dot; a click pauses them. Not there where nothing is live. */
export function LiveBadge() {
  const state = liveState.value;
  if (!watching.value) return null;
  const next = state === "paused" ? "Resume live updates (L)" : "Pause live updates (L)";
  return (
    <button type="button" class={`live ${state}`} title={next} onClick={togglePause}>
      <span class="live-dot" aria-hidden="true" />
      {WORDS[state]}
    </button>
  );
}

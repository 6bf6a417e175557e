/** A run as one mark: a dot, or a line through columns. */
export interface Mark {
  readonly run: string;
  readonly label: string;
  readonly colour: string;
  /** Whether the run's curves are shown; other marks stand back. */
  readonly shown: boolean;
}

/** How a chart of marks speaks to its owner. */
export interface MarkEvents {
  hovered(run: string | null): void;
  /** Somebody wants to see the run. */
  opened(run: string): void;
  /** What the keyboard came to, for who listens. */
  told(text: string): void;
}

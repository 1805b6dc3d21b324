/** What a person is told of one error. */
export interface ErrorEntry {
  /** One short sentence naming what happened. */
  readonly title: string;
  /** Why this happens. */
  readonly cause: string;
  /** What the reader can do about it. */
  readonly remedy: string;
}

export const entry = (title: string, cause: string, remedy: string): ErrorEntry => ({ title, cause, remedy });

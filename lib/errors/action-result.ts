/** What an action answers: the plain result, or why not, in words for the person who asked. */
export type ActionResult<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly reason: Reason };

/** Why a request was not served. The same shape in forms, on error pages and in JSON. */
export interface Reason {
  /** A stable code of `lib/errors/codes.ts`. */
  readonly code: string;
  /** What happened, in one short sentence. */
  readonly title: string;
  /** What exactly, with names and numbers; the title again when there is nothing more to say. */
  readonly message: string;
  /** What to do now. */
  readonly remedy: string;
  /** Field name (dots for nested ones) to what is wrong with it. */
  readonly fieldErrors?: Readonly<Record<string, string>>;
  /** Finds the request in log and audit. */
  readonly requestId: string;
}

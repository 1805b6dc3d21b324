import { forbidden, notFound, unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { reasonOf } from "@/lib/answer";
import { currentContextOrRedirect } from "@/lib/auth/session";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";

/** Carries the reason to the error page: Next keeps `digest` when it hides everything else of a server's error. */
class PageError extends Error {
  readonly digest: string;
  constructor(message: string, digest: string) {
    super(message);
    this.name = "PageError";
    this.digest = digest;
  }
}

/**
 * Fetches what a page shows: session (or off to the sign-in), then the queries, which check their policies. What does not exist becomes the
 * not-found page (404), what the role does not allow the forbidden page (403), anything else the error page with remedy and reference id.
 */
export async function loadPage<T>(load: (context: Context) => Promise<T>): Promise<T> {
  const context = await currentContextOrRedirect();
  try {
    return await load(context);
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof AppError && error.code === "not-found") notFound();
    if (error instanceof AppError && error.code === "not-allowed") forbidden();
    const reason = reasonOf(error, { name: "page", requestId: context.requestId });
    throw new PageError(reason.title, JSON.stringify(reason));
  }
}

/** The ids in a page's path. An address with anything else in their place leads nowhere: the not-found page. */
export function readRef<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (!parsed.success) notFound();
  return parsed.data;
}

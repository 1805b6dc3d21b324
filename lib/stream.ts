import type { z } from "zod";
import { answer, type Definition, definedActions } from "@/lib/answer";
import { currentContext, currentRequestId } from "@/lib/auth/session";
import { isAllowed } from "@/lib/context";

interface StreamDefinition<Schema extends z.ZodType, T> extends Definition<Schema, T> {
  /** Pause between two looks, in milliseconds. */
  readonly everyMs: number;
  /** After this answer nothing changes any more. */
  readonly isLast: (answer: T) => boolean;
}

interface RouteArguments {
  readonly params: Promise<Record<string, string | string[] | undefined>>;
}

/** A stream ends by itself after this time; the browser opens a new one, whose session is checked anew. */
const longestMs = 5 * 60_000;

/**
 * Makes a GET handler that sends an answer again whenever it changed, as server-sent events: `answer` with the result, `reason` with why there is
 * none. The session is checked when the stream opens and holds until it ends, five minutes at most; the policy is checked for each look.
 */
export function defineStream<Schema extends z.ZodType, T>(
  definition: StreamDefinition<Schema, T>,
): (request: Request, args: RouteArguments) => Promise<Response> {
  const handler = async (request: Request, { params }: RouteArguments) => {
    const input = { ...Object.fromEntries(new URL(request.url).searchParams), ...(await params) };
    const requestId = await currentRequestId();
    const context = await currentContext().catch(() => null);
    if (!context) return new Response(null, { status: 401 });
    if (!isAllowed(context.actor, definition.policy)) return new Response(null, { status: 403 });
    const encoder = new TextEncoder();
    const endsAt = performance.now() + longestMs;
    let previous = "";
    let timer: NodeJS.Timeout | undefined;
    let isLeft = false;
    request.signal.addEventListener("abort", () => {
      isLeft = true;
      clearTimeout(timer);
    });
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const look = async () => {
          const result = await answer(definition, { requestId, context: async () => context }, input);
          if (isLeft) return;
          const data = JSON.stringify(result.ok ? result.data : result.reason);
          // A comment line keeps proxies from closing a quiet stream.
          controller.enqueue(
            encoder.encode(
              data === previous ? ":\n\n" : `event: ${result.ok ? "answer" : "reason"}\ndata: ${data}\n\n`,
            ),
          );
          previous = data;
          if (!result.ok || definition.isLast(result.data) || performance.now() >= endsAt) controller.close();
          else timer = setTimeout(() => void look(), definition.everyMs);
        };
        void look();
      },
      cancel() {
        isLeft = true;
        clearTimeout(timer);
      },
    });
    const headers = {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    };
    return new Response(body, { headers });
  };
  definedActions.set(definition.name, { kind: "route", policy: definition.policy, handler });
  return handler;
}

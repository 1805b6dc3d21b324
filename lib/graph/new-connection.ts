import { request } from "node:https";
import { text } from "node:stream/consumers";

interface SendOptions extends RequestInit {
  readonly headers: Headers;
  readonly signal: AbortSignal;
}

/**
 * As `fetch`, on a connection of its own that ends with the answer: after a 503 Graph wants to be asked on a new one (Graph contract 1.2),
 * and fetch does not say which of its kept connections it takes. For text bodies, as all of ours are.
 */
export function sendOnNewConnection(url: string, options: SendOptions): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: options.method ?? "GET",
      headers: Object.fromEntries(options.headers),
      signal: options.signal,
      agent: false,
    });
    // An abort is told as its reason, which is what fetch does.
    const fail = (error: unknown) => reject(options.signal.aborted ? options.signal.reason : error);
    sent.once("error", fail);
    sent.once("response", (answer) => {
      const status = answer.statusCode ?? 0;
      const headers = new Headers();
      for (const [name, values] of Object.entries(answer.headersDistinct)) {
        for (const value of values ?? []) headers.append(name, value);
      }
      text(answer).then((body) => resolve(new Response(body === "" ? null : body, { status, headers })), fail);
    });
    sent.end(typeof options.body === "string" ? options.body : undefined);
  });
}

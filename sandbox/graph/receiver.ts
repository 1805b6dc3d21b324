import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { Agent, type RequestOptions, request as secureRequest } from "node:https";
import { rootCertificates } from "node:tls";

/** What a receiver of notifications answered; undefined status: nothing, in time or at all. */
export interface Reply {
  status?: number;
  contentType: string;
  text: string;
  ms: number;
}

/** A receiver's answer is short; a longer one is not read on. */
const MAX_REPLY_BYTES = 64 * 1024;

/** Posts to receivers over https, trusting public authorities, those the process was told of, and the sandbox's own certificate. */
export class Receivers {
  private readonly agent: Agent;

  constructor(certPath: string) {
    const extra = process.env.NODE_EXTRA_CA_CERTS;
    const ca = [...rootCertificates, readFileSync(certPath, "utf8"), ...(extra ? [readFileSync(extra, "utf8")] : [])];
    this.agent = new Agent({ ca });
  }

  post(url: string, contentType: string, body: string, timeoutMs: number): Promise<Reply> {
    const started = performance.now();
    return new Promise((done) => {
      const finish = (reply: Omit<Reply, "ms">) => done({ ...reply, ms: performance.now() - started });
      const silent = () => finish({ contentType: "", text: "" });
      const isSecure = url.startsWith("https:");
      const options: RequestOptions = {
        method: "POST",
        headers: { "Content-Type": contentType, "Content-Length": Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
        ...(isSecure ? { agent: this.agent } : {}),
      };
      const sent = (isSecure ? secureRequest : plainRequest)(url, options, (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on("data", (part: Buffer) => {
          size += part.length;
          if (size <= MAX_REPLY_BYTES) parts.push(part);
        });
        response.on("error", silent);
        response.on("end", () =>
          finish({
            status: response.statusCode,
            contentType: String(response.headers["content-type"] ?? ""),
            text: Buffer.concat(parts).toString(),
          }),
        );
      });
      sent.on("error", silent);
      sent.end(body);
    });
  }
}

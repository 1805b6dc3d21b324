import {
  ClientCertificateCredential,
  ClientSecretCredential,
  type ClientSecretCredentialOptions,
} from "@azure/identity";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { type LoginAnswer, toLoginError } from "./login-errors";

/** Which application logs in where. */
export interface CredentialOptions {
  readonly tenantId: string;
  readonly clientId: string;
  /** Either this, or the certificate. */
  readonly clientSecret?: string;
  /** PEM of the certificate and its private key, unencrypted: the assertion of Graph contract 2.1. */
  readonly clientCertificate?: string;
  /** Address of the authority, https, e.g. `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  readonly scopes: readonly string[];
}

/** Microsoft's own authorities. Others do not know Microsoft's instance discovery, so it is left out for them. */
const microsoftAuthorities: ReadonlySet<string> = new Set([
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.partner.microsoftonline.cn",
  "login.chinacloudapi.cn",
  "login.microsoft.com",
  "login.windows.net",
]);

/** A rejected token is replaced at most this often: logins in a tight loop are refused by Entra (AADSTS50196). */
const leastRenewalMs = 60_000;

/** Reads an address that must be https. Throws AppError `input-invalid` naming the field. */
export function httpsAddress(text: string, field: string): URL {
  if (!URL.canParse(text) || new URL(text).protocol !== "https:") {
    throw new AppError("input-invalid", {
      message: `${field} must be an https address, not "${text}".`,
      details: { field },
    });
  }
  return new URL(text);
}

type Policy = Extract<NonNullable<ClientSecretCredentialOptions["additionalPolicies"]>[number], object>["policy"];

/** Watches the token endpoint, since the credential hands on its answers only as prose. */
function watchAnswers(onAnswer: (answer: LoginAnswer | null, failure: unknown) => void): Policy {
  return {
    name: "syncBridgeLoginAnswers",
    async sendRequest(request, next) {
      try {
        const response = await next(request);
        onAnswer(response.status < 300 ? null : readLoginAnswer(response.status, response.bodyAsText), undefined);
        return response;
      } catch (failure) {
        onAnswer(null, failure);
        throw failure;
      }
    },
  };
}

function readLoginAnswer(status: number, text: string | null | undefined): LoginAnswer {
  let body: unknown = null;
  try {
    body = JSON.parse(text ?? "null");
  } catch {
    body = null;
  }
  const fields: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
  const numbers = Array.isArray(fields.error_codes)
    ? fields.error_codes.filter((code) => typeof code === "number")
    : [];
  return {
    status,
    error: typeof fields.error === "string" ? fields.error : null,
    numbers,
    description: typeof fields.error_description === "string" ? fields.error_description : null,
  };
}

type Credential = ClientSecretCredential | ClientCertificateCredential;

/** Tokens of one application. Concurrent callers share one login. */
export class TokenSource {
  readonly #options: CredentialOptions;
  #credential: Credential;
  #answer: LoginAnswer | null = null;
  #failure: unknown;
  #login: Promise<string> | null = null;
  #renewedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: CredentialOptions) {
    this.#options = options;
    this.#credential = this.#makeCredential();
  }

  #makeCredential(): Credential {
    const { tenantId, clientId, clientSecret = "", clientCertificate, authorityHost } = this.#options;
    for (const [field, value] of Object.entries({ tenantId, clientId, secret: clientCertificate ?? clientSecret })) {
      if (value === "") throw new AppError("input-invalid", { message: `The ${field} is empty.`, details: { field } });
    }
    const authority = httpsAddress(authorityHost, "authorityHost");
    const watch = watchAnswers((answer, failure) => {
      this.#answer = answer;
      this.#failure = failure;
    });
    const options: ClientSecretCredentialOptions = {
      authorityHost: authority.origin,
      disableInstanceDiscovery: !microsoftAuthorities.has(authority.hostname),
      retryOptions: { maxRetries: 2, maxRetryDelayInMs: 4_000 },
      additionalPolicies: [{ policy: watch, position: "perRetry" }],
    };
    if (clientCertificate === undefined) return new ClientSecretCredential(tenantId, clientId, clientSecret, options);
    return new ClientCertificateCredential(tenantId, clientId, { certificate: clientCertificate }, options);
  }

  /** A valid access token; the credential keeps it until shortly before its end. Throws SyncError of {@link toLoginError}. */
  get(): Promise<string> {
    this.#login ??= this.#logIn().finally(() => {
      this.#login = null;
    });
    return this.#login;
  }

  async #logIn(): Promise<string> {
    try {
      const token = await this.#credential.getToken([...this.#options.scopes]);
      if (token) return token.token;
    } catch (error) {
      throw toLoginError(this.#failure ?? error, this.#answer);
    }
    throw new SyncError("graph-login", { trait: "halt", message: "Entra ID gave no token." });
  }

  /**
   * Forgets the kept token after Graph rejected it, at most once a minute. Answers whether there is a newer one than a call had that began at
   * `usedAtMs` (by `performance.now()`): of several calls under way with a rejected token only the first has to replace it.
   */
  forget(usedAtMs: number): boolean {
    if (usedAtMs < this.#renewedAtMs) return true;
    if (performance.now() - this.#renewedAtMs < leastRenewalMs) return false;
    this.#renewedAtMs = performance.now();
    this.#credential = this.#makeCredential();
    return true;
  }
}

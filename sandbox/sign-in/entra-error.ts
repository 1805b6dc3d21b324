import { randomUUID } from "node:crypto";

/** A refusal of the sign-in service (Graph contract 2.1): OAuth's word and Entra's number. */
export class EntraError extends Error {
  constructor(
    readonly error: string,
    readonly number: number,
    message: string,
  ) {
    super(message);
    this.name = "EntraError";
  }

  /** 401 for a client that did not prove itself, 400 for the rest. */
  get status(): 400 | 401 {
    return this.error === "invalid_client" ? 401 : 400;
  }
}

export function entraErrorBody(error: EntraError, now: Date, authority: string) {
  const timestamp = `${now.toISOString().slice(0, 19).replace("T", " ")}Z`;
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  return {
    error: error.error,
    error_description: `AADSTS${error.number}: ${error.message}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`,
    error_codes: [error.number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${authority}/error?code=${error.number}`,
  };
}

export const unknownTenant = (name: string) =>
  new EntraError("invalid_request", 90002, `Tenant '${name}' not found. Check that the tenant ID is correct.`);
export const missingParameter = (name: string) =>
  new EntraError("invalid_request", 900144, `The request body must contain the following parameter: '${name}'.`);
export const unknownApp = (clientId: string) =>
  new EntraError(
    "unauthorized_client",
    700016,
    `Application with identifier '${clientId}' was not found in the directory.`,
  );
export const disabledApp = (clientId: string) =>
  new EntraError("unauthorized_client", 70001, `Application '${clientId}' is disabled.`);

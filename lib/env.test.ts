import { describe, expect, it } from "vitest";
import { readEnv } from "./env";

const marker = "hunter2";

function complaint(settings: Record<string, string>): string {
  try {
    readEnv(settings);
  } catch (error) {
    expect(error).toMatchObject({ code: "env-invalid" });
    return error instanceof Error ? error.message : "";
  }
  return "";
}

describe("a wrong setting", () => {
  const databaseUrl = "Setting DATABASE_URL must look like postgresql://user:password@host:5432/database.";
  it.each([
    ["DATABASE_URL", `mysql://root:${marker}@host/db`, databaseUrl],
    ["DATABASE_URL", marker, databaseUrl],
    ["PORT", "65536", "Setting PORT must be a whole number from 1 to 65535."],
    ["PORT", "http", "Setting PORT must be a whole number from 1 to 65535."],
    [
      "SYNCBRIDGE_URL",
      "sync.example.com",
      "Setting SYNCBRIDGE_URL must be the address people open, such as https://sync.example.com.",
    ],
    [
      "SYNCBRIDGE_SECRET_KEY",
      marker,
      "Setting SYNCBRIDGE_SECRET_KEY must be 32 random bytes in base64 (openssl rand -base64 32).",
    ],
    ["NEXTAUTH_SECRET", marker, "Setting NEXTAUTH_SECRET must have at least 32 characters (openssl rand -base64 32)."],
    [
      "ENTRA_AUTHORITY",
      "login",
      "Setting ENTRA_AUTHORITY must be the address of the sign-in service, such as https://login.microsoftonline.com.",
    ],
    [
      "ENTRA_TENANT_ID",
      "common",
      "Setting ENTRA_TENANT_ID must be the id of your own directory, since others decide on their roles themselves.",
    ],
    ["SYNCBRIDGE_LEASE_MS", "1", "Setting SYNCBRIDGE_LEASE_MS must be a whole number from 1000 to 600000."],
    ["SYNCBRIDGE_HEARTBEAT_MS", "0.5", "Setting SYNCBRIDGE_HEARTBEAT_MS must be a whole number from 200 to 200000."],
    [
      "SYNCBRIDGE_REQUEST_TIMEOUT_MS",
      "30s",
      "Setting SYNCBRIDGE_REQUEST_TIMEOUT_MS must be a whole number from 500 to 300000.",
    ],
    ["SYNCBRIDGE_SLICE_MS", "-1", "Setting SYNCBRIDGE_SLICE_MS must be a whole number from 1000 to 3600000."],
    ["SYNCBRIDGE_SWEEP_MS", "5", "Setting SYNCBRIDGE_SWEEP_MS must be a whole number from 500 to 3600000."],
    ["SYNCBRIDGE_WORKER_RUNS", "many", "Setting SYNCBRIDGE_WORKER_RUNS must be a whole number from 1 to 64."],
    [
      "SYNCBRIDGE_METRICS_TOKEN",
      marker,
      "Setting SYNCBRIDGE_METRICS_TOKEN must have at least 20 characters (openssl rand -hex 20).",
    ],
    ["LOG_LEVEL", "loud", "Setting LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent."],
  ])("%s=%s is one sentence that does not repeat the value", (name, value, sentence) => {
    expect(complaint({ [name]: value })).toBe(sentence);
    expect(sentence).not.toContain(marker);
  });

  it("is told together with the others, a sentence each", () => {
    expect(complaint({ LOG_LEVEL: "loud", PORT: "0.5" })).toBe(
      "Setting PORT must be a whole number from 1 to 65535. Setting LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent.",
    );
  });

  it("may be so only beside another one", () => {
    expect(complaint({ SYNCBRIDGE_LEASE_MS: "10000", SYNCBRIDGE_HEARTBEAT_MS: "5001" })).toBe(
      "Setting SYNCBRIDGE_HEARTBEAT_MS must be at most half of SYNCBRIDGE_LEASE_MS.",
    );
  });
});

describe("settings", () => {
  it("that are empty count as absent", () => {
    expect(readEnv({ PORT: "", LOG_LEVEL: "", ENTRA_TENANT_ID: "" })).toEqual(readEnv({}));
  });

  it("are read as what they mean", () => {
    expect(readEnv({ PORT: "8080", ENTRA_TENANT_ID: "contoso.onmicrosoft.com" })).toMatchObject({
      PORT: 8080,
      ENTRA_TENANT_ID: "contoso.onmicrosoft.com",
    });
  });
});

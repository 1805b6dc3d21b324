import { generate } from "selfsigned";
import { describe, expect, it } from "vitest";
import { readClientCertificate } from "./client-certificate";

const attributes = [{ name: "commonName", value: "SyncBridge" }];
const made = await generate(attributes, { notAfterDate: new Date("2099-01-02T03:04:05Z") });
const other = await generate(attributes);
const field = { details: { field: "clientCertificate" } };

describe("a client certificate", () => {
  it("says when it ends, in whatever order certificate and key stand", () => {
    const end = { expiresAt: new Date("2099-01-02T03:04:05Z") };
    expect(readClientCertificate(`${made.cert}\n${made.private}`)).toEqual(end);
    expect(readClientCertificate(`${made.private}\r\n${made.cert}`)).toEqual(end);
  });

  it("is refused with another one's key", () => {
    expect(() => readClientCertificate(`${made.cert}\n${other.private}`)).toThrowError(
      expect.objectContaining({
        code: "input-invalid",
        message: expect.stringContaining("belong") as string,
        ...field,
      }),
    );
  });

  it("is refused when it has ended", () => {
    expect(() => readClientCertificate(`${made.cert}\n${made.private}`, new Date("2100-01-01"))).toThrowError(
      expect.objectContaining({ message: expect.stringContaining("2099-01-02") as string, ...field }),
    );
  });

  it.each([
    ["certificate", `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${made.private}`],
    ["private key", `${made.cert}\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----`],
  ])("is refused when its %s cannot be read", (part, pem) => {
    expect(() => readClientCertificate(pem)).toThrowError(
      expect.objectContaining({ code: "input-invalid", message: expect.stringContaining(part) as string }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { type DatabaseKind, readUrlOptions } from "./url-options";

const read = (kind: DatabaseKind, query: string) => readUrlOptions(kind, new URLSearchParams(query));

describe("readUrlOptions", () => {
  it.each<[DatabaseKind, string, string | null]>([
    ["POSTGRES", "", null],
    ["POSTGRES", "sslmode=disable", "off"],
    ["POSTGRES", "sslmode=allow", "off"],
    ["POSTGRES", "sslmode=prefer", "require"],
    ["POSTGRES", "sslmode=require", "require"],
    ["POSTGRES", "sslmode=no-verify", "require"],
    ["POSTGRES", "sslmode=verify-ca", "verify"],
    ["POSTGRES", "sslmode=verify-full", "verify"],
    ["POSTGRES", "ssl=true", "verify"],
    ["POSTGRES", "ssl=0", "off"],
    ["POSTGRES", "sslrootcert=system", "verify"],
    ["MYSQL", "ssl-mode=DISABLED", "off"],
    ["MYSQL", "ssl_mode=PREFERRED", "require"],
    ["MYSQL", "sslMode=VERIFY_IDENTITY", "verify"],
    ["MYSQL", "sslmode=verify_ca", "verify"],
    ["MYSQL", "useSSL=false", "off"],
    ["MYSQL", 'ssl={"rejectUnauthorized":false}', "require"],
    ["MYSQL", "ssl={}", "verify"],
    ["MYSQL", "sslaccept=accept_invalid_certs", "require"],
    ["SQLSERVER", "encrypt=true", "verify"],
    ["SQLSERVER", "encrypt=true&trustServerCertificate=true", "require"],
    ["SQLSERVER", "trustServerCertificate=yes", "require"],
    ["SQLSERVER", "encrypt=strict", "verify"],
    ["SQLSERVER", "encrypt=false&trustServerCertificate=true", "off"],
    ["SQLSERVER", "TrustServerCertificate=False", "verify"],
  ])("of %s, %j asks for TLS mode %s", (kind, query, mode) => {
    expect(read(kind, query)).toMatchObject({ tlsMode: mode, ignored: [] });
  });

  it("takes times in the unit of each kind", () => {
    expect(read("POSTGRES", "connect_timeout=3").config).toEqual({ connectTimeoutMs: 3_000 });
    expect(read("MYSQL", "connectTimeout=3000").config).toEqual({ connectTimeoutMs: 3_000 });
  });

  it("keeps the file of an authority and names what it ignores", () => {
    expect(read("POSTGRES", "sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&schema=x&options=-c")).toEqual({
      tlsMode: "verify",
      caFile: "/etc/ca.pem",
      config: {},
      ignored: ["schema", "options"],
    });
    expect(read("MYSQL", "sslca=ca.pem")).toMatchObject({ caFile: "ca.pem" });
  });
});

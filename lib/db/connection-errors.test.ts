import { expect, test } from "vitest";
import { AppError } from "@/lib/errors/app-error";
import { metastoreError, requireSupportedVersion } from "./connection-errors";

const url = "postgresql://someone:hush-hush@db.example.com:6543/metastore";
const refusal = (code: string) => Object.assign(new Error(`server said ${code}`), { code });

test.each([
  ["28P01", "metastore-login"],
  ["28000", "metastore-login"],
  ["3D000", "metastore-missing"],
  ["53100", "disk-full"],
  ["42501", "migration-failed"],
  ["57P03", "metastore-unreachable"],
  ["53300", "metastore-unreachable"],
  ["08006", "metastore-unreachable"],
  ["ECONNREFUSED", "metastore-unreachable"],
  ["EPIPE", "metastore-unreachable"],
  ["CERT_HAS_EXPIRED", "metastore-unreachable"],
  ["XX000", "unexpected"],
])("%s is told as %s", (code, expected) => {
  expect(metastoreError(refusal(code), url).code).toBe(expected);
});

test("a time limit, which has no code, is an unreachable server", () => {
  expect(metastoreError(new Error("timeout expired"), url).code).toBe("metastore-unreachable");
});

test("messages say where, and never who or with which password", () => {
  for (const code of ["28P01", "3D000", "ECONNREFUSED", "42501"]) {
    const { message, remedy } = metastoreError(refusal(code), url);
    expect(message).toMatch(/db\.example\.com:6543|"metastore"/);
    expect(`${message}${remedy}`).not.toMatch(/hush-hush|someone/);
  }
});

test("PostgreSQL 15 is the oldest that will do", () => {
  expect(() => requireSupportedVersion(150_000, "15.0")).not.toThrow();
  expect(() => requireSupportedVersion(140_012, "14.12")).toThrow(AppError);
  expect(() => requireSupportedVersion(140_012, "14.12")).toThrow("PostgreSQL 14.12");
});

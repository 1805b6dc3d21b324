import { describe, expect, it } from "vitest";
import { isAtLeast, isSupported, parseVersion, refuseOldServer, versionText } from "./version";

describe("parseVersion", () => {
  it.each([
    ["8.0.36", "MySQL 8.0.36", true],
    ["8.4.2-commercial", "MySQL 8.4.2", true],
    ["9.1.0", "MySQL 9.1.0", true],
    ["8.0.mysql_aurora.3.05.2", "MySQL 8.0.0", true],
    ["5.7.44-log", "MySQL 5.7.44", false],
    ["5.6.24", "MySQL 5.6.24", false],
    ["10.11.19-MariaDB-0+deb12u1", "MariaDB 10.11.19", true],
    ["5.5.5-10.6.12-MariaDB-log", "MariaDB 10.6.12", true],
    ["10.5.23-MariaDB", "MariaDB 10.5.23", false],
    ["11.4.2-MariaDB", "MariaDB 11.4.2", true],
    ["nothing", "MySQL 0.0.0", false],
  ])("reads %s as %s", (text, expected, supported) => {
    const version = parseVersion(text);
    expect(versionText(version)).toBe(expected);
    expect(isSupported(version)).toBe(supported);
  });

  it("compares all three numbers", () => {
    const version = parseVersion("8.0.16");
    expect(isAtLeast(version, [8, 0, 16])).toBe(true);
    expect(isAtLeast(version, [8, 0, 17])).toBe(false);
    expect(isAtLeast(version, [8, 1])).toBe(false);
    expect(isAtLeast(version, [5, 7, 44])).toBe(true);
  });

  it("refuses an old server by name and number", () => {
    expect(() => refuseOldServer(parseVersion("5.7.44"), "db")).toThrowError(/not supported.*MySQL 5\.7\.44/);
  });
});

// Runs the whole suite against a SQL Server 2016 or newer that the variable names, by URL or ADO.NET connection string:
//   SYNCBRIDGE_TEST_SQLSERVER_URL='mssql://sa:password@host:1433/' npx vitest run --project int lib/connectors/sqlserver/conformance.int.test.ts
// `?encrypt=true` and `?encrypt=false` settle what otherwise the server's offer decides; `&trustServerCertificate=false` checks its certificate.
// The login should be a member of sysadmin, or may at least create logins. The suite makes a database of its own with ALLOW_SNAPSHOT_ISOLATION
// on, or where it may not, a schema of its own in the named database (give that database ALLOW_SNAPSHOT_ISOLATION ON before), and two logins;
// all are dropped afterwards. Without the variable nothing of this is tried, and the report says so.
import { randomBytes } from "node:crypto";
import { describe } from "vitest";
import { describeConnector } from "@/lib/connectors/describe-connector";
import type { SqlServerConfig } from "./config";
import { sqlServerConnector } from "./index";
import { sqlServerDialect } from "./testing/dialect";
import { useRealServer } from "./testing/real-server";

const named = process.env.SYNCBRIDGE_TEST_SQLSERVER_URL;
/** Blank and dot: names are quoted everywhere. */
const schema = `Shop. ${randomBytes(3).toString("hex")}`;

describe.skipIf(!named)("NOT TRIED unless SYNCBRIDGE_TEST_SQLSERVER_URL names a SQL Server:", () => {
  describeConnector<SqlServerConfig>("SQL Server", {
    connector: sqlServerConnector,
    start: () => useRealServer(named ?? "", schema),
    dialect: sqlServerDialect(schema),
  });
});

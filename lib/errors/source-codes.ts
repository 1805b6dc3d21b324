import { type ErrorEntry, entry } from "./entry";

/** Codes of databases: one that cannot be read, and rows that it refuses. */
export const sourceCodes = {
  "source-unreachable": entry(
    "The database cannot be reached.",
    "No server answers at the instance's host and port, or the network does not let the connection through.",
    "Check host, port and firewall, then test the connection.",
  ),
  "source-login": entry(
    "The database refused the login.",
    "User name or password are not accepted.",
    "Enter the password again and test the connection.",
  ),
  "source-tls": entry(
    "The secure connection to the database failed.",
    "The server offers no TLS, or its certificate is not trusted or has expired.",
    "Choose another TLS mode or enter the authority's certificate.",
  ),
  "source-database-missing": entry(
    "The database does not exist on this server.",
    "The server answers, but has no database of that name, or SQL Server does not let the user into it.",
    "Correct the database name of the instance. In SQL Server make a user for the login in that database.",
  ),
  "source-permission": entry(
    "The database user may not read this.",
    "The user lacks a right that is needed, such as SELECT on the table or USAGE on its schema.",
    "Grant the right to the user, or use another one.",
  ),
  "source-object-missing": entry(
    "The table or a column no longer exists.",
    "The table or column was renamed or dropped since the last introspection.",
    "Introspect the database again and look at the mapping.",
  ),
  "source-too-old": entry(
    "This version of the database is not supported.",
    "SyncBridge supports PostgreSQL 13, MySQL 8.0, MariaDB 10.6, SQL Server 2016 and newer.",
    "Use a newer server.",
  ),
  "source-busy": entry(
    "The database is busy.",
    "A lock, a time limit or too many connections kept the statement from finishing.",
    "It is tried again by itself; if it stays, look at locks and limits of the server.",
  ),
  "source-interrupted": entry(
    "The connection to the database broke.",
    "The server was stopped or the network failed in the middle of a read.",
    "It is tried again by itself.",
  ),
  "source-failed": entry(
    "The database answered with an error.",
    "The server refused a statement for a reason named in the message.",
    "Read the message; it is the server's own.",
  ),
  "cursor-unsupported": entry(
    "This column cannot tell what changed.",
    "A cursor column holds the time of a row's last change, or is a row version of the server.",
    "Choose a date and time column that every change renews, a rowversion column, or the full scan.",
  ),
  // Rows that a database refuses
  "row-not-unique": entry(
    "Another row has these values already.",
    "A primary key, unique constraint or unique index of the table forbids a second row with them.",
    "Change the value, or the row that holds it.",
  ),
  "row-foreign-key": entry(
    "The row refers to one that is not there, or others refer to it.",
    "A foreign key of the table or of another one forbids the change.",
    "Sync the parent table first, or settle the rows that refer to this one.",
  ),
  "row-check": entry(
    "A rule of the table forbids the value.",
    "A check constraint of the table is not met.",
    "Change the value so that the named rule holds.",
  ),
  "row-null": entry(
    "A column that needs a value has none.",
    "The column is NOT NULL and has no default that applies.",
    "Enter a value, or choose a default for empty values in the mapping.",
  ),
  "row-too-long": entry(
    "The value is too long for its column.",
    "The table's column holds fewer characters.",
    "Shorten the value, or widen the column.",
  ),
  "row-out-of-range": entry(
    "The number or date is out of the column's range.",
    "The column's type cannot hold a value so large, so small or so exact.",
    "Change the value, or the type of the column.",
  ),
  "row-value-invalid": entry(
    "The value does not fit the column's type.",
    "The database could not read the text as a value of this type.",
    "Change the value, or transform it in the mapping.",
  ),
  "row-column-readonly": entry(
    "The column computes its own value.",
    "Identity, generated and row version columns cannot be written.",
    "Take the column out of what flows back into the table.",
  ),
  "row-refused": entry(
    "The database refused the row.",
    "A trigger or a rule of the database forbids the change; the message is its own.",
    "Read the message and settle it with the owner of the database.",
  ),
} as const satisfies Record<string, ErrorEntry>;

/**
 * Every error a person can meet: what it is called, why it happens, what to do.
 * The interface shows these texts and `docs/errors.md` is generated from them.
 * Codes are stable: they are stored in runs, rejections and findings.
 */
export interface ErrorEntry {
  /** One short sentence naming what happened. */
  readonly title: string;
  /** Why this happens. */
  readonly cause: string;
  /** What the reader can do about it. */
  readonly remedy: string;
}

const entry = (title: string, cause: string, remedy: string): ErrorEntry => ({ title, cause, remedy });

export const errorCodes = {
  // Set-up and environment
  "env-invalid": entry(
    "A setting is wrong or missing.",
    "An environment variable is absent or does not have the form it needs.",
    "Correct the named variable; `.env.example` shows every setting with its form.",
  ),
  "metastore-unreachable": entry(
    "The metastore cannot be reached.",
    "No PostgreSQL server answers at the address in DATABASE_URL.",
    "Start the server or correct DATABASE_URL. Without DATABASE_URL the embedded PostgreSQL of `npm start` is used.",
  ),
  "metastore-login": entry(
    "The metastore refused the login.",
    "User name or password in DATABASE_URL are not accepted by the server.",
    "Correct the user and password in DATABASE_URL.",
  ),
  "metastore-missing": entry(
    "The metastore database does not exist.",
    "The server answers, but has no database of the name in DATABASE_URL.",
    "Create the database, or correct the name in DATABASE_URL.",
  ),
  "metastore-too-old": entry(
    "The metastore's PostgreSQL is too old.",
    "SyncBridge needs PostgreSQL 15 or newer for unique indexes that treat NULLs as equal.",
    "Upgrade the server to PostgreSQL 15 or newer.",
  ),
  "migration-failed": entry(
    "A migration of the metastore failed.",
    "An earlier or present migration could not be applied; nothing after it was tried.",
    "Read the named migration's message, mend its cause, then start again.",
  ),
  "migration-changed": entry(
    "An applied migration was changed afterwards.",
    "The checksum of a migration file differs from what the metastore recorded when it was applied.",
    "Restore the original migration file; changes belong in a new migration.",
  ),
  "port-taken": entry(
    "A port is already in use.",
    "Another process listens on the port that was to be used.",
    "Stop the other process or choose another port.",
  ),
  "disk-full": entry(
    "The disk is full.",
    "There is no space left where the data is kept.",
    "Free some space and start again; nothing half made was kept.",
  ),
  "embedded-unavailable": entry(
    "The embedded PostgreSQL cannot run here.",
    "No PostgreSQL binaries are installed for this platform, or no unprivileged user exists to run them.",
    "Set DATABASE_URL to a PostgreSQL server of your own, version 15 or newer.",
  ),
  "key-missing": entry(
    "The key that opens stored secrets is missing.",
    "SYNCBRIDGE_SECRET_KEY is not the key with which this secret was sealed.",
    "Start with the former key, or enter the named secret again.",
  ),
  "installation-moved": entry(
    "This metastore was copied or restored; every sync was paused.",
    "The metastore stands in another database than the one it was first used in. Its original may still write to the same lists.",
    "An administrator says on any page whether it moved, was restored, or is a copy; where it goes on, the original must write no more.",
  ),
  // Requests
  "not-signed-in": entry("You are not signed in.", "The session is absent or has ended.", "Sign in and try again."),
  "not-allowed": entry(
    "Your role does not allow this.",
    "This needs another role than the ones in your sign-in.",
    "Ask an administrator for the role named here.",
  ),
  "not-found": entry(
    "This does not exist.",
    "It was removed, or the address is not right.",
    "Go back to the list and choose again.",
  ),
  "bundle-invalid": entry(
    "The file cannot be applied as it is.",
    "A bundle's YAML, a name in it or a variable is wrong or missing; each place is told by line and column.",
    "Correct the named places and run the command again. `docs/bundle.md` describes the format.",
  ),
  "input-invalid": entry(
    "Some of the input cannot be used.",
    "A value is missing or does not have the form it needs.",
    "Correct the marked fields.",
  ),
  "already-exists": entry(
    "This exists already.",
    "Something else has the same name or key.",
    "Choose another name, or use the one that exists.",
  ),
  "secret-required": entry(
    "The secret must be entered again.",
    "Host, port, tenant, client or authority changed, and stored secrets are never sent to a new address.",
    "Enter the password or client secret again.",
  ),
  "in-use": entry("This is in use.", "Something else refers to it.", "Remove what refers to it first."),
  "definition-incomplete": entry(
    "The definition cannot run yet.",
    "A part that a run needs is missing or does not fit.",
    "Mend the named part, then enable the definition.",
  ),
  "consent-needed": entry(
    "Somebody has to agree to a change of the list.",
    "The list has items and was not made by SyncBridge. Its SyncBridgeKey column can be indexed and made unique, which takes one of the list's 20 indexes and refuses copies that people make of items; or it can stay plain, which is slower after lost answers.",
    "Choose one of the two on the sync's page “Key”, then enable it.",
  ),
  "match-needed": entry(
    "The list has items already.",
    "Nobody has said yet which of them belong to which rows. A first run would make every row's item a second time.",
    "Match rows and items on the sync's page “Key” and confirm the result.",
  ),
  unexpected: entry(
    "Something went wrong that should not.",
    "The program met a state it does not know.",
    "Try again; if it stays, report the reference id.",
  ),
  // Sources
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
    "The server answers, but has no database of that name.",
    "Correct the database name of the instance.",
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
  // Graph
  "graph-unreachable": entry(
    "Microsoft Graph cannot be reached.",
    "The network, a proxy or a certificate keeps the connection from being made.",
    "Check network, proxy and trusted certificates of this machine.",
  ),
  "graph-login": entry(
    "Entra ID refused the application's login.",
    "The client secret is wrong or has expired, or the application is unknown in the tenant.",
    "Enter a valid client secret (its value, not its id) and verify the connection.",
  ),
  "graph-permission": entry(
    "Graph denies access.",
    "The application lacks a permission or the consent of an administrator.",
    "Grant the named application permission in Entra ID and give admin consent.",
  ),
  "graph-not-found": entry(
    "The site, list or item does not exist.",
    "It was deleted or moved, or the address is not right.",
    "Discover the site again and choose an existing list.",
  ),
  "graph-throttled": entry(
    "SharePoint asks to wait.",
    "The tenant's limit for this application is used up for the moment.",
    "Nothing: work goes on by itself when the time is over.",
  ),
  "graph-unavailable": entry(
    "SharePoint is not available right now.",
    "The service answered with a server error.",
    "Nothing: it is tried again by itself.",
  ),
  "graph-in-doubt": entry(
    "It is not known whether a write arrived.",
    "The answer to a write was lost on the way.",
    "Nothing: the next step looks the item up and settles it.",
  ),
  "graph-conflict": entry(
    "The item was changed meanwhile.",
    "Someone changed the item after it was last read.",
    "Nothing: it is read again and decided by the definition's conflict policy.",
  ),
  "graph-list-threshold": entry(
    "The list is too large for this query.",
    "SharePoint refuses queries over more than 5,000 items whose condition is not indexed.",
    "Index the named column, or remove items from the list.",
  ),
  "graph-name-taken": entry(
    "A list or column of this name exists.",
    "Names are unique within a site or list.",
    "Choose another name or adopt the existing one.",
  ),
  "provisioning-under-way": entry(
    "This list is being provisioned already.",
    "Two provisionings of one list would make its columns twice.",
    "Wait until the other one is done; then the list stands there, or can be gone on with.",
  ),
  "graph-refused": entry(
    "Graph refused the request.",
    "The request's content is not accepted, for the reason in the message.",
    "Read the message; correct the mapping or the value.",
  ),
  "graph-answer-invalid": entry(
    "Graph's answer cannot be understood.",
    "The answer is cut off or lacks parts that the contract promises.",
    "It is tried again by itself; if it stays, report the request id.",
  ),
  // Runs
  "lease-lost": entry(
    "The run lost its lease.",
    "The worker was asleep or cut off for longer than the lease lasts, and another one may have taken over.",
    "Nothing: the run is continued by whoever holds the lease.",
  ),
  "seen-set-lost": entry(
    "The keys that were read are not all known any more.",
    "The metastore was restarted while the table was read, which empties its unlogged tables.",
    "Nothing: the table is read again. Nothing was taken for gone.",
  ),
  "guard-halt": entry(
    "A guard stopped the run before its first write.",
    "The plan passes a limit of the definition: it would delete, change or empty more than is usual, or the table reads as empty.",
    "Look at the plan. Approve it within a day if it is right; otherwise mend the source and run again.",
  ),
  "plan-dead": entry(
    "This plan cannot be approved any more.",
    "A plan is approved once, within a day, while no newer one exists and neither the mapping nor the rules for rows that leave have changed.",
    "Run the definition again and look at the new plan.",
  ),
  "run-cancelled": entry("The run was cancelled.", "A person asked for it.", "Start it again when you like."),
  "key-column-lost": entry(
    "The SyncBridgeKey column is gone or changed.",
    "Without this column a repeated create could make a second item.",
    "Pause the sync and enable it again: that prepares the list anew.",
  ),
  "key-not-unique": entry(
    "The key does not identify rows.",
    "The chosen key columns are not the primary key or a unique constraint of the table.",
    "Choose the primary key or a unique constraint.",
  ),
  "mapping-broken": entry(
    "The mapping names a column that is gone or changed.",
    "A mapped column of the table or list no longer exists or has another type.",
    "Introspect and discover again, then mend the mapping.",
  ),
  "parent-paused": entry(
    "A parent is switched off.",
    "The application, database, instance, connection, site or list that the definition needs is disabled or archived.",
    "Enable the named parent.",
  ),
  "no-instance": entry(
    "No instance can be read.",
    "Every database instance of the definition is disabled, outside its validity, or unreachable.",
    "Enable an instance or mend its connection.",
  ),
  "no-primary": entry(
    "No primary instance can be asked.",
    "Before an item is deleted, its row is looked for on the primary instance, and none is enabled for this definition.",
    "Enable the primary instance, or make another one the primary.",
  ),
  // Rejections: one row that cannot be synced
  "key-null": entry(
    "A key column is empty.",
    "The row has NULL in a column that identifies it.",
    "Fill the column, or choose another key.",
  ),
  "key-duplicate": entry(
    "Several rows have the same key.",
    "The key identified its rows when it was chosen, and no longer does: its constraint was dropped, or rows of child tables count in.",
    "Make the key unique again in the database, or choose another key.",
  ),
  "text-too-long": entry(
    "The text is too long for the column.",
    "The list column holds fewer characters than the value has.",
    "Shorten the value, or map to a multi-line column.",
  ),
  "text-illegal-character": entry(
    "The text holds a character that SharePoint cannot store.",
    "Control characters and lone surrogates are not allowed in list text.",
    "Remove the character in the source.",
  ),
  "number-not-exact": entry(
    "The number cannot be held exactly.",
    "List numbers are doubles; this one has more digits than a double keeps.",
    "Map the column to a text column.",
  ),
  "number-invalid": entry(
    "This is not a number a list can hold.",
    "NaN, infinity and text that is no number have no place in a number column.",
    "Correct the value, or map to a text column.",
  ),
  "date-out-of-range": entry(
    "The date is outside what a list can hold.",
    "SharePoint dates run from 1900 to 8900.",
    "Correct the value, or map to a text column.",
  ),
  "date-invalid": entry(
    "This is not a date.",
    "The value cannot be read as a date or time.",
    "Correct the value, or map to a text column.",
  ),
  "boolean-invalid": entry(
    "This is not a yes or no.",
    "The value is neither true nor false.",
    "Map to a text or choice column.",
  ),
  "choice-unknown": entry(
    "The value is not among the column's choices.",
    "The choice column does not allow this value; case matters.",
    "Add the choice to the list column, or correct the value.",
  ),
  "type-unmappable": entry(
    "This type cannot be written to a list.",
    "Binary data has no form in a SharePoint list.",
    "Leave the column out of the mapping.",
  ),
  "parent-missing": entry(
    "The row refers to a row that has no item yet.",
    "A lookup column takes the parent's item, and the sync that fills the parent list has not made it: its own run is due, or the parent row was refused.",
    "Run the parent's sync, or cure its rejection; this row is judged again by each run.",
  ),
  "person-unknown": entry(
    "The site does not know this person.",
    "A person column takes the id of the site's own user list, which holds only those who have been at the site. Graph cannot add anybody.",
    "Ask the person to open the site once, or correct the e-mail address; the row is judged again by each run.",
  ),
  "expression-failed": entry(
    "The mapping's expression failed for this row.",
    "The row holds a value that the expression cannot compute with, or the work for it exceeds the bound of one row.",
    "Correct the value, or change the expression so that it deals with such values; its preview shows the row.",
  ),
  "filter-failed": entry(
    "The row filter failed for this row.",
    "The row holds a value that the filter cannot compute with, so that nobody can say whether the row belongs to the sync.",
    "Correct the value, or change the filter so that it deals with such values. The row's item stays as it is.",
  ),
  "unique-clash": entry(
    "Another item holds this value already.",
    "A unique column of the list has the value in an item that belongs to another row or to nobody.",
    "Change the value, remove the other item, or lift the uniqueness of the column.",
  ),
  "item-refused": entry(
    "SharePoint refuses this item.",
    "Graph answered that the content cannot be accepted.",
    "Read Graph's message; correct the value, the mapping or the column.",
  ),
  "edited-in-list": entry(
    "Someone edited the item in the list.",
    "The item's mapped fields differ from what was sent last, and the conflict policy leaves the decision to a person.",
    "Compare both values, then change the row, the item, or the definition's conflict policy.",
  ),
  "ping-pong": entry(
    "Something keeps setting a field back.",
    "Three times in a row a value that was written was replaced by the same other value, and not by a person: a flow or another application answers each write.",
    "Find what changes the column in the list, or leave the column out of the mapping; a new value of the row is written again.",
  ),
  "busy-item": entry(
    "The item keeps changing.",
    "Three times in a row someone else changed the item before it could be written.",
    "It is tried again with the next run.",
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;

/** The entry of a stored code; codes of older versions fall back to the unexpected error. */
export function describeError(code: string): ErrorEntry {
  return code in errorCodes ? errorCodes[code as ErrorCode] : errorCodes.unexpected;
}

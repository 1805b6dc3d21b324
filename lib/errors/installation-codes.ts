import { type ErrorEntry, entry } from "./entry";

/** Codes of the set-up, the environment and the installation. */
export const installationCodes = {
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
    "This secret was sealed under a key that is neither in SYNCBRIDGE_SECRET_KEY nor in SYNCBRIDGE_OTHER_SECRET_KEYS.",
    "Add the former key to SYNCBRIDGE_OTHER_SECRET_KEYS, or enter the named secret again. Settings, Keys lists all such secrets.",
  ),
  "installation-moved": entry(
    "This metastore was copied or restored; every sync was paused.",
    "The metastore stands in another database than the one it was first used in. Its original may still write to the same lists.",
    "An administrator says on any page whether it moved, was restored, or is a copy; where it goes on, the original must write no more.",
  ),
} as const satisfies Record<string, ErrorEntry>;

import { type ErrorEntry, entry } from "./entry";
import { unexpected } from "./unexpected";

/** Codes of requests that people and programs make. */
export const requestCodes = {
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
  "too-many-requests": entry(
    "This was done too often.",
    "Tests of connections and sign-ins are limited in each minute, for a person and for all together.",
    "Wait a minute, then try again.",
  ),
  "already-exists": entry(
    "This exists already.",
    "Something else has the same name or key.",
    "Choose another name, or use the one that exists.",
  ),
  "changed-meanwhile": entry(
    "Somebody else changed this meanwhile.",
    "It was changed after your page had been loaded, and saving would have replaced that unseen. Nothing was stored.",
    "What you entered is still here. Save again to replace what they set, or load the page again to keep it.",
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
  unexpected,
} as const satisfies Record<string, ErrorEntry>;

import { type ErrorEntry, entry } from "./entry";

/** Codes of Microsoft Graph and SharePoint. */
export const graphCodes = {
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
    "Nothing to do: work goes on by itself when the time is over.",
  ),
  "graph-unavailable": entry(
    "SharePoint is not available right now.",
    "The service answered with a server error.",
    "Nothing to do: it is tried again by itself.",
  ),
  "graph-in-doubt": entry(
    "It is not known whether a write arrived.",
    "The answer to a write was lost on the way.",
    "Nothing to do: the next step looks the item up and settles it.",
  ),
  "graph-conflict": entry(
    "The item was changed meanwhile.",
    "Someone changed the item after it was last read.",
    "Nothing to do: it is read again and decided by the definition's conflict policy.",
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
} as const satisfies Record<string, ErrorEntry>;

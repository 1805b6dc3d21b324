/** A page in the tour: what it is called, and what one does there. */
interface Stop {
  readonly title: string;
  readonly text: string;
}

interface Chapter {
  readonly title: string;
  /** By the page's route. */
  readonly stops: Readonly<Record<string, Stop>>;
}

/** Pages that only lead on, or that nobody looks for. */
export const leftOut: readonly string[] = [
  "/no-role",
  "/sign-in",
  "/sign-out",
  "/settings",
  "/syncs/[definitionId]/setup",
];

export const chapters: readonly Chapter[] = [
  {
    title: "At a glance",
    stops: {
      "/": {
        title: "Overview",
        text: "What needs attention and where it is settled, the health of each sync, what Graph's budget still allows, the last 24 hours, and who changed what.",
      },
    },
  },
  {
    title: "The catalog",
    stops: {
      "/applications": { title: "Applications", text: "What the company has, with the teams that answer for it." },
      "/applications/tree": {
        title: "The inventory as a tree",
        text: "Applications, their databases and instances, walked by keyboard.",
      },
      "/applications/new": { title: "New application", text: "A name and an owner are enough to begin." },
      "/applications/[applicationId]": { title: "One application", text: "Its databases, and how they are." },
      "/applications/[applicationId]/edit": {
        title: "Edit an application",
        text: "Rename it, hand it over, archive it.",
      },
      "/applications/[applicationId]/databases/new": {
        title: "New database",
        text: "PostgreSQL, SQL Server, MySQL or MariaDB, with its environment.",
      },
      "/databases/[databaseId]": {
        title: "Tables",
        text: "All tables of a database: size, when they were read last, what drifted, and which syncs use them.",
      },
      "/databases/[databaseId]/edit": {
        title: "Edit a database",
        text: "Its names and its application, and whether viewers may see values of rows.",
      },
      "/databases/[databaseId]/instances": {
        title: "Instances",
        text: "Where the database runs: roles, priorities, validity, and a test of each connection with its findings.",
      },
      "/databases/[databaseId]/instances/new": {
        title: "New instance",
        text: "Address and login. The password is sealed and never shown again.",
      },
      "/databases/[databaseId]/instances/[instanceId]/edit": {
        title: "Edit an instance",
        text: "Change an address or replace a password.",
      },
      "/databases/[databaseId]/introspections": {
        title: "Introspections",
        text: "Each reading of the catalog, live while it goes on, with what it could not see.",
      },
      "/databases/[databaseId]/drift": {
        title: "Drift of a database",
        text: "What changed in its tables, and what that touches, until somebody has acknowledged it.",
      },
      "/tables/[tableId]": {
        title: "Columns of a table",
        text: "Types as the server tells them and as SyncBridge reads them.",
      },
      "/tables/[tableId]/constraints": { title: "Constraints", text: "Keys, references and checks." },
      "/tables/[tableId]/indexes": { title: "Indexes", text: "What can be looked up quickly." },
      "/tables/[tableId]/data": { title: "Sample rows", text: "For those who may see values." },
      "/tables/[tableId]/metrics": { title: "Metrics", text: "Rows and bytes over time." },
      "/tables/[tableId]/snapshots": { title: "Snapshots", text: "How the table looked then, and what differs." },
      "/tables/[tableId]/drift": { title: "Drift of a table", text: "Findings of this table alone." },
      "/tables/[tableId]/lineage": { title: "Lineage", text: "From the table through its syncs to the lists." },
    },
  },
  {
    title: "SharePoint",
    stops: {
      "/sharepoint": { title: "Connections and sites", text: "Tenants and applications that lists are reached by." },
      "/sharepoint/connections": { title: "All connections", text: "Searched, narrowed and sorted." },
      "/sharepoint/connections/new": {
        title: "New connection",
        text: "An app registration with its secret or certificate, which are sealed.",
      },
      "/sharepoint/connections/[connectionId]": {
        title: "One connection",
        text: "What Graph lets it do, found by asking; its sites; its budget.",
      },
      "/sharepoint/connections/[connectionId]/edit": {
        title: "Edit a connection",
        text: "Replace a secret before it ends.",
      },
      "/sharepoint/sites/[siteId]": { title: "A site", text: "Its lists, as they were discovered." },
      "/sharepoint/sites/[siteId]/provision": {
        title: "Provision a list",
        text: "A list made from a table, with a look at every column before anything is made.",
      },
      "/sharepoint/lists/[listId]": {
        title: "A list",
        text: "Columns with types and limits, items over time, and the syncs that use it.",
      },
    },
  },
  {
    title: "A new sync",
    stops: {
      "/syncs/new": { title: "Choose a table and a list", text: "An existing list, or one to be provisioned." },
      "/syncs/[definitionId]/setup/key": { title: "Key", text: "How a row and its item know each other." },
      "/syncs/[definitionId]/setup/mapping": {
        title: "Mapping",
        text: "Suggestions with reasons, and what the real data says of each.",
      },
      "/syncs/[definitionId]/setup/schedule": { title: "Mode and schedule", text: "How rows are read, and when." },
      "/syncs/[definitionId]/setup/match": {
        title: "First match",
        text: "What a list already holds is compared with the rows, and a person decides.",
      },
      "/syncs/[definitionId]/setup/plan": {
        title: "Plan",
        text: "A dry run: what would be written, and which guard it would meet.",
      },
      "/syncs/[definitionId]/setup/enable": { title: "Enable", text: "From here the schedule runs it." },
    },
  },
  {
    title: "One sync",
    stops: {
      "/syncs": { title: "Syncs", text: "All of them: state, last and next run, lag and backlog." },
      "/syncs/[definitionId]": {
        title: "The mapping editor",
        text: "Table left, list right, lines between; the same as a table of mappings below. Everything works by keyboard.",
      },
      "/syncs/[definitionId]/sources": {
        title: "Sources",
        text: "From which instances a sync reads, in which order, and when it did last.",
      },
      "/syncs/[definitionId]/key": {
        title: "Key and cursor",
        text: "Identity of rows, key level of the list, and how changes are found.",
      },
      "/syncs/[definitionId]/rules": {
        title: "Rules and guards",
        text: "Deletes, edits in the list, row filter, and what stops a run.",
      },
      "/syncs/[definitionId]/schedule": {
        title: "Schedule",
        text: "Cron in words, with the next five times in a zone.",
      },
      "/syncs/[definitionId]/runs": { title: "Runs of a sync", text: "What each did." },
      "/syncs/[definitionId]/ledger": { title: "Ledger", text: "Which row is which item." },
      "/syncs/[definitionId]/ledger/row": {
        title: "Row passport",
        text: "Both sides now, every run that touched it, and why it is, or is not, in the list.",
      },
      "/syncs/[definitionId]/rejections": {
        title: "Rejections",
        text: "Rows that the list did not take, by cause, with the remedy.",
      },
      "/syncs/[definitionId]/drift": { title: "Drift", text: "Findings of both ends that touch this sync." },
      "/syncs/[definitionId]/versions": {
        title: "Versions",
        text: "Who published what and why, the differences, and the way back.",
      },
    },
  },
  {
    title: "Runs",
    stops: {
      "/runs": { title: "Runs", text: "All runs, live." },
      "/runs/[runId]": {
        title: "One run",
        text: "From rows read to items written, its time line, its errors and its story.",
      },
      "/runs/[runId]/operations": { title: "Operations", text: "Each write with before and after." },
      "/runs/[runId]/requests": { title: "Requests", text: "What was asked of Graph, without secrets." },
    },
  },
  {
    title: "Across all syncs",
    stops: {
      "/ledger": { title: "Ledger", text: "Finds a row or an item in any sync, and asks why it is not in its list." },
      "/rejections": {
        title: "Rejections",
        text: "What keeps rows out of their lists, with the remedy, the most frequent first.",
      },
    },
  },
  {
    title: "Administration",
    stops: {
      "/audit": { title: "Audit", text: "Who changed what, when, from where, with before and after." },
      "/settings/people": { title: "People", text: "Who signed in, with which roles." },
      "/settings/guards": { title: "Guards", text: "What stops a run, unless a sync says otherwise." },
      "/settings/retention": { title: "Retention", text: "How long what is kept." },
      "/settings/keys": { title: "Keys", text: "Under which key secrets are sealed, and rotation while all goes on." },
      "/settings/workers": { title: "Workers", text: "Who is alive, and what waits." },
      "/settings/about": { title: "About", text: "Version, metastore, and what this installation can do." },
      "/[...unknown]": { title: "A page that does not exist", text: "Says so, and leads back." },
    },
  },
];

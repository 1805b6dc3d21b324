import type { App, Person, Tenant } from "./entities";

/**
 * The fixed directory of the sandbox: tenants, people and registered applications. The secrets are public by design;
 * they open nothing but this stand-in.
 */
export const TENANT_ID = "5ab0c0de-0000-4000-8000-00000c047050";
export const SECOND_TENANT_ID = "5ab0c0de-0000-4000-8000-0000fab41ca0";

export const SIGN_IN_CLIENT_ID = "5ab0c0de-51c4-4000-8000-000000000001";
export const SIGN_IN_CLIENT_SECRET = "sandbox-sign-in-secret";
export const SYNC_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-000000000002";
export const SYNC_CLIENT_SECRET = "sandbox-sync-secret";

/** Applications with less than the sync needs, for trying refusals. Their secrets are all the same. */
export const TRIAL_SECRET = "sandbox-trial-secret";
export const READ_ONLY_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-000000000003";
export const WRITE_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-000000000004";
export const NO_ROLES_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-000000000005";
export const SELECTED_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-000000000006";
export const EXPIRED_SECRET_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-000000000007";
export const DISABLED_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-000000000008";
export const FULL_CONTROL_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-000000000009";
export const SELECTED_LISTS_CLIENT_ID = "5ab0c0de-5c4c-4000-8000-00000000000a";

const people: Person[] = [
  {
    oid: "5ab0c0de-0e09-4000-8000-0000000000a1",
    upn: "ada@contoso.example",
    name: "Ada Admin",
    roles: ["SyncBridge.Admin"],
  },
  {
    oid: "5ab0c0de-0e09-4000-8000-0000000000a2",
    upn: "stella@contoso.example",
    name: "Stella Steward",
    roles: ["SyncBridge.Steward"],
  },
  {
    oid: "5ab0c0de-0e09-4000-8000-0000000000a3",
    upn: "victor@contoso.example",
    name: "Victor Viewer",
    roles: ["SyncBridge.Viewer"],
  },
  { oid: "5ab0c0de-0e09-4000-8000-0000000000a4", upn: "nora@contoso.example", name: "Nora Norole", roles: [] },
];

function app(clientId: string, displayName: string, graphRoles: string[], more: Partial<App> = {}): App {
  return {
    clientId,
    displayName,
    servicePrincipalId: clientId.replace("5ab0c0de", "5ab0c0d0"),
    secrets: [{ value: TRIAL_SECRET }],
    graphRoles,
    redirectUris: [],
    ...more,
  };
}

const apps: App[] = [
  app(SIGN_IN_CLIENT_ID, "SyncBridge sign-in", [], {
    secrets: [{ value: SIGN_IN_CLIENT_SECRET }],
    redirectUris: ["http://localhost:*", "http://127.0.0.1:*", "https://localhost:*", "https://127.0.0.1:*"],
  }),
  app(SYNC_CLIENT_ID, "SyncBridge sync", ["Sites.Manage.All"], { secrets: [{ value: SYNC_CLIENT_SECRET }] }),
  app(READ_ONLY_CLIENT_ID, "Trial: reads only", ["Sites.Read.All"]),
  app(WRITE_CLIENT_ID, "Trial: reads and writes", ["Sites.ReadWrite.All"]),
  app(NO_ROLES_CLIENT_ID, "Trial: no permission", []),
  app(SELECTED_CLIENT_ID, "Trial: selected sites", ["Sites.Selected"]),
  app(EXPIRED_SECRET_CLIENT_ID, "Trial: expired secret", ["Sites.Manage.All"], {
    secrets: [{ value: TRIAL_SECRET, expires: "2024-01-01T00:00:00Z" }],
  }),
  app(FULL_CONTROL_CLIENT_ID, "Trial: full control", ["Sites.FullControl.All"]),
  app(SELECTED_LISTS_CLIENT_ID, "Trial: selected lists", ["Lists.SelectedOperations.Selected"]),
  app(DISABLED_CLIENT_ID, "Trial: disabled", ["Sites.Manage.All"], { disabled: true }),
];

export const tenants: readonly Tenant[] = [
  { id: TENANT_ID, displayName: "Contoso (sandbox)", hostname: "contoso.sharepoint.com", people, apps },
  {
    id: SECOND_TENANT_ID,
    displayName: "Fabrikam (sandbox)",
    hostname: "fabrikam.sharepoint.com",
    people: [],
    apps: [
      app(SYNC_CLIENT_ID, "SyncBridge sync", ["Sites.ReadWrite.All", "Sites.Manage.All"], {
        secrets: [{ value: SYNC_CLIENT_SECRET }],
      }),
    ],
  },
];

/** Finds a tenant by id or by its domain name; case does not matter. */
export function findTenant(name: string): Tenant | undefined {
  const wanted = name.toLowerCase();
  return tenants.find((tenant) => tenant.id === wanted || tenant.hostname.split(".")[0] === wanted.split(".")[0]);
}

export const findApp = (tenant: Tenant, clientId: string): App | undefined =>
  tenant.apps.find((each) => each.clientId === clientId.toLowerCase());

import type { Caller, Level } from "./call";
import type { List, Site, SiteGrant } from "./entities";
import { accessDenied, GraphError } from "./errors";
import type { Profile } from "./profile";

// Graph contract 2.3: what an application may do, by the roles in its token and, for Sites.Selected, by grant.

const order: readonly Level[] = ["read", "write", "manage", "full"];

const byRole: Record<string, Level> = {
  "Sites.Read.All": "read",
  "Sites.ReadWrite.All": "write",
  "Sites.Manage.All": "manage",
  "Sites.FullControl.All": "full",
};

export const highest = (levels: (Level | undefined)[]): Level | undefined =>
  order.findLast((level) => levels.includes(level));

export function levelOn(site: Site, caller: Caller, profile: Profile): Level | undefined {
  const levels = [...caller.roles].map((role) => byRole[role]);
  if (caller.roles.has("Sites.Selected")) {
    levels.push(...grantedLevels(site.grants, caller, profile));
  }
  return highest(levels);
}

/** With Lists.SelectedOperations.Selected a list is granted by itself, without its site. */
export const grantsLists = (caller: Caller) => caller.roles.has("Lists.SelectedOperations.Selected");

export const levelOnList = (list: List, caller: Caller, profile: Profile): Level | undefined =>
  grantsLists(caller) ? highest(grantedLevels(list.grants ?? [], caller, profile)) : undefined;

const grantedLevels = (grants: SiteGrant[], caller: Caller, profile: Profile) =>
  grants
    .filter((grant) => grant.appId === caller.app.clientId)
    .flatMap((grant) => grant.roles)
    .map((role) => grantLevel(role, profile));

function grantLevel(role: string, profile: Profile): Level | undefined {
  if (profile.selectedManageRoles.includes(role)) return "manage";
  if (role === "write" || role === "owner" || role === "fullcontrol") return "write";
  return role === "read" ? "read" : undefined;
}

/** @throws 401 or 403 for a token without any permission (Graph contract 1.2), 403 for too little. */
export function requireLevel(have: Level | undefined, need: Level): Level {
  if (have === undefined || order.indexOf(have) < order.indexOf(need)) throw accessDenied();
  return have;
}

export function refuseWithoutRoles(caller: Caller, profile: Profile): void {
  if (caller.roles.size > 0) return;
  if (profile.noRolesAnswer === "403") throw accessDenied();
  throw new GraphError(401, "generalException", "General exception while processing");
}

import { AppError } from "@/lib/errors/app-error";

/** App roles as they stand in the token (`SyncBridge.Admin` …), without their prefix. Each includes the rights of those before it. */
export const roles = ["Viewer", "Steward", "Admin"] as const;
export type Role = (typeof roles)[number];

/** Who does something: shown in runs and audit. */
export type Actor =
  | { readonly kind: "person"; readonly userId: string; readonly name: string; readonly roles: readonly Role[] }
  | { readonly kind: "worker"; readonly name: string }
  | { readonly kind: "command-line"; readonly name: string }
  /** A program that watches over the installation. */
  | { readonly kind: "monitor"; readonly name: string };

/** Passed to every action, query, mutation and job. */
export interface Context {
  readonly actor: Actor;
  /** Ties log lines, audit rows and error pages of one request together. */
  readonly requestId: string;
  /** The page that this is asked for: what its parts read whole, it reads once. Absent wherever a question must see what was just written. */
  readonly page?: object;
}

/** Who may do a thing: the name appears in refusals, the role is the least one that suffices. */
export interface Policy {
  readonly name: string;
  readonly role: Role;
}

/** The worker and the command line act with an administrator's rights, monitors with a viewer's; people with the highest of their roles. */
export function isAllowed(actor: Actor, policy: Policy): boolean {
  if (actor.kind === "worker" || actor.kind === "command-line") return true;
  const own: readonly Role[] = actor.kind === "monitor" ? ["Viewer"] : actor.roles;
  const needed = roles.indexOf(policy.role);
  return own.some((role) => roles.indexOf(role) >= needed);
}

/** Throws `not-allowed`, naming the role to ask for. */
export function requireAllowed(context: Context, policy: Policy): void {
  if (isAllowed(context.actor, policy)) return;
  throw new AppError("not-allowed", {
    message: `This needs the role ${policy.role}.`,
    remedy: `Ask an administrator for the app role SyncBridge.${policy.role}.`,
    details: { policy: policy.name, role: policy.role },
  });
}

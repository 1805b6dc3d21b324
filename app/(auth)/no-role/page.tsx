import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Door } from "@/components/layout/door";
import { Button } from "@/components/ui/button";
import { KeyValues } from "@/components/ui/key-values";
import { currentPerson } from "@/lib/auth/session";
import { signOut } from "@/lib/auth/sign-out";

export const metadata: Metadata = { title: "No role" };

const roles = [
  { label: <code>SyncBridge.Viewer</code>, value: "reads everything" },
  { label: <code>SyncBridge.Steward</code>, value: "maps fields, starts runs, settles conflicts" },
  { label: <code>SyncBridge.Admin</code>, value: "manages connections, secrets and settings" },
];

export default async function NoRolePage() {
  const person = await currentPerson();
  if (person === null) redirect("/sign-in");
  if (person.roles.length > 0) redirect("/");
  return (
    <Door title="You have no role yet">
      <p className="text-pretty text-ink-muted">
        You are signed in as <span className="font-medium text-ink">{person.email ?? person.name}</span>, but no app
        role of SyncBridge is assigned to you. Ask an administrator of your Entra ID for one of these:
      </p>
      <KeyValues entries={roles} />
      <p className="text-pretty text-ink-muted">
        Roles are read when you sign in: sign out and in again once you have one.
      </p>
      <form action={signOut}>
        <Button type="submit">Sign out</Button>
      </form>
    </Door>
  );
}

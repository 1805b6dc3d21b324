import type { Metadata } from "next";
import { Door } from "@/components/layout/door";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { signOut } from "@/lib/auth/sign-out";

export const metadata: Metadata = { title: "Sign out" };

export default function SignOutPage() {
  return (
    <Door title="Sign out?">
      <p className="text-ink-muted">This ends your session here and at Entra ID. Runs go on without you.</p>
      <form action={signOut} className="flex gap-2">
        <Button type="submit" variant="primary">
          Sign out
        </Button>
        <LinkButton href="/" variant="quiet">
          Stay
        </LinkButton>
      </form>
    </Door>
  );
}

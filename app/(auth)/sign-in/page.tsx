import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Door } from "@/components/layout/door";
import { SignInButton } from "@/components/layout/sign-in-button";
import { Callout } from "@/components/ui/callout";
import { localPath } from "@/lib/auth/local-path";
import { currentPerson } from "@/lib/auth/session";
import { signInError } from "@/lib/auth/sign-in-errors";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "Sign in" };

interface SignInPageProps {
  searchParams: Promise<Partial<Record<"callbackUrl" | "error" | "signedOut", string | string[]>>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error, signedOut } = await searchParams;
  const target = localPath(callbackUrl);
  if (!error && (await currentPerson()) !== null) redirect(target);
  const failure = signInError(error);
  return (
    <Door title="Sign in">
      {failure && <Callout tone="failed" title={failure.title} remedy={failure.remedy} />}
      {signedOut && !failure && <Callout tone="good" title="You are signed out." />}
      <p className="text-pretty text-ink-muted">
        Tables and SharePoint lists, kept in step. Use your work account; what you may do follows from your roles.
      </p>
      <SignInButton callbackUrl={target} origin={new URL(env().SYNCBRIDGE_URL).origin} />
    </Door>
  );
}

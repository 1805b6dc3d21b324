"use client";

import { LogIn } from "lucide-react";
import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";

/** Goes to Entra ID and comes back to `callbackUrl`. */
export function SignInButton({ callbackUrl }: { callbackUrl: string }) {
  const [state, setState] = useState<"ready" | "leaving" | "failed">("ready");
  const go = () => {
    setState("leaving");
    signIn("azure-ad", { callbackUrl }).catch(() => setState("failed"));
  };
  return (
    <>
      {state === "failed" && (
        <Callout
          tone="failed"
          title="The server did not answer."
          remedy="Check the connection and try again."
          announce
        />
      )}
      <Button
        variant="primary"
        size="lg"
        className="w-full"
        pending={state === "leaving"}
        icon={<LogIn aria-hidden />}
        onClick={go}
      >
        Sign in with Microsoft Entra ID
      </Button>
    </>
  );
}

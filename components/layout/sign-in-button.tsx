"use client";

import { LogIn } from "lucide-react";
import { signIn } from "next-auth/react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";

interface SignInButtonProps {
  /** Where to come back to, a path. */
  callbackUrl: string;
  /** The address people open, by the settings. */
  origin: string;
}

/** Goes to Entra ID and comes back to `callbackUrl`. */
export function SignInButton({ callbackUrl, origin }: SignInButtonProps) {
  const [state, setState] = useState<"ready" | "leaving" | "failed">("ready");
  useEffect(() => {
    // Under another name of this host (127.0.0.1 for localhost) the cookies of the sign-in would not be there when Entra ID sends people back.
    if (window.location.origin === origin) return;
    window.location.replace(`${origin}${window.location.pathname}${window.location.search}`);
  }, [origin]);
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

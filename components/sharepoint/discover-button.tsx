"use client";

import { RefreshCw } from "lucide-react";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { requestDiscoveryAction } from "@/lib/features/sharepoint/actions";
import { useDiscovery } from "./use-discovery";

interface DiscoverButtonProps {
  siteId: string;
  /** One was asked for and has not come in. */
  isDiscovering: boolean;
  /** It waits for the budget of Graph's requests, which takes minutes or hours. */
  isWaiting: boolean;
  disabled: boolean;
}

const saySilence = () =>
  toast.warning("No list was read yet", {
    description: "See that a worker runs, and verify the connection: it names what keeps the site from being read.",
    durationMs: 12_000,
  });

/** Has a worker read the site's lists anew and turns until they have come in. */
export function DiscoverButton({ siteId, isDiscovering, isWaiting, disabled }: DiscoverButtonProps) {
  useDiscovery(isDiscovering && !isWaiting, saySilence);
  const { start, isPending } = useAction(requestDiscoveryAction);
  return (
    <Button
      icon={<RefreshCw aria-hidden />}
      pending={isPending || (isDiscovering && !isWaiting)}
      disabled={disabled || isWaiting}
      onClick={() => start({ siteId })}
    >
      {isWaiting ? "Waiting" : isDiscovering ? "Reading lists" : "Discover"}
    </Button>
  );
}

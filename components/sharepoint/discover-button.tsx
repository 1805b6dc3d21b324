"use client";

import { RefreshCw } from "lucide-react";
import { toast } from "sonner";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { requestDiscoveryAction } from "@/lib/features/sharepoint/actions";
import { useDiscovery } from "./use-discovery";

interface DiscoverButtonProps {
  siteId: string;
  /** ISO moment of the newest count of a list; null before the first discovery. */
  lastDiscoveredAt: string | null;
  disabled: boolean;
}

const saySilence = () =>
  toast.warning("No list was read yet", {
    description: "See that a worker runs, and verify the connection: it names what keeps the site from being read.",
    duration: 12_000,
  });

/** Has a worker read the site's lists anew and turns until they have come in. */
export function DiscoverButton({ siteId, lastDiscoveredAt, disabled }: DiscoverButtonProps) {
  const { isWaiting, begin } = useDiscovery(lastDiscoveredAt);
  const { start, isPending } = useAction(requestDiscoveryAction, { onDone: () => begin(saySilence) });
  return (
    <Button
      icon={<RefreshCw aria-hidden />}
      pending={isPending || isWaiting}
      disabled={disabled}
      onClick={() => start({ siteId })}
    >
      {isWaiting ? "Reading lists" : "Discover"}
    </Button>
  );
}

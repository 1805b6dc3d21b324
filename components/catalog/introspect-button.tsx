import { ScanSearch } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { requestIntrospectionAction } from "@/lib/features/databases/actions";

interface IntrospectButtonProps {
  databaseId: string;
  isRunning?: boolean;
  variant?: "primary" | "secondary";
}

/** Asks for an introspection and goes where one can watch it. */
export function IntrospectButton({ databaseId, isRunning = false, variant }: IntrospectButtonProps) {
  return (
    <ActionButton
      action={requestIntrospectionAction}
      input={{ databaseId }}
      done="Introspection asked for"
      doneHref={`/databases/${databaseId}/introspections`}
      variant={variant}
      icon={<ScanSearch aria-hidden />}
      disabled={isRunning}
    >
      {isRunning ? "Introspecting" : "Introspect"}
    </ActionButton>
  );
}

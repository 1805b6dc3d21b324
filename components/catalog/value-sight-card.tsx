import { ActionButton } from "@/components/forms/action-button";
import { Card } from "@/components/ui/card";
import type { DatabaseDetails } from "@/lib/features/databases/types";
import { setValueSightAction } from "@/lib/features/values/actions";

/** Lets viewers see values of a database's rows, or takes that back. */
export function ValueSightCard({ database }: { database: DatabaseDetails }) {
  const { id: databaseId, name, viewersMaySeeValues } = database;
  return (
    <Card
      title="Values of rows"
      description={
        viewersMaySeeValues
          ? "Viewers see values of this database's rows: samples, row passports, what operations changed, rejections."
          : "Viewers see structure and counts only. Stewards and admins see values of rows too."
      }
      actions={
        viewersMaySeeValues ? (
          <ActionButton
            action={setValueSightAction}
            input={{ databaseId, viewersMaySeeValues: false }}
            done="Viewers no longer see values"
          >
            Hide from viewers
          </ActionButton>
        ) : (
          <ActionButton
            action={setValueSightAction}
            input={{ databaseId, viewersMaySeeValues: true }}
            done="Viewers see values now"
            confirm={{
              title: `Show values of “${name}” to viewers?`,
              body: "Everyone with the role Viewer will be able to read rows of its tables, which may be personal or confidential. They can change nothing.",
              verb: "Show them",
            }}
          >
            Show to viewers
          </ActionButton>
        )
      }
    />
  );
}

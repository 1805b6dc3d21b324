import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { provisionList } from "@/lib/features/sharepoint/mutations";
import { provisionListInput } from "@/lib/features/sharepoint/schema";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";

// A process of its own that provisions one list, as another web server would: `node --import tsx e2e/support/provision-process.ts <metastore> <person> <input>`.
// Writes one line: the id of the list, or the code of the refusal.
const [metastore = "", person = "", input = "{}"] = process.argv.slice(2);
configureDatabase(metastore);
configureQueue(metastore);

async function provision(): Promise<object> {
  const actor = { kind: "person", userId: person, name: person, roles: ["Steward"] } as const;
  try {
    const { listId } = await provisionList(
      { actor, requestId: "process" },
      provisionListInput.parse(JSON.parse(input) as unknown),
    );
    return { listId };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    throw error;
  }
}

const answer = await provision();
await closeQueue();
await closeDatabase();
process.stdout.write(`${JSON.stringify(answer)}\n`);

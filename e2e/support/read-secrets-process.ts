import { processKeyring } from "@/lib/crypto/keyring";
import { open } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { passwordContext } from "@/lib/sync/open-source";

// A process of its own that opens every stored password again and again, as workers do: `node --import tsx e2e/support/read-secrets-process.ts
// <metastore>`. Writes "reading" after the first round; when its input ends, the passwords found and how many rounds there were.
configureDatabase(process.argv[2] ?? "");
const found = new Set<string>();
let rounds = 0;
let isOver = false;
process.stdin.on("end", () => {
  isOver = true;
});
process.stdin.resume();
while (!isOver) {
  for (const { dbPassword } of await db().databaseInstance.findMany({ select: { dbPassword: true } })) {
    found.add(open(processKeyring(), dbPassword, passwordContext));
  }
  rounds += 1;
  if (rounds === 1) process.stdout.write("reading\n");
}
await closeDatabase();
process.stdout.write(`${JSON.stringify({ rounds, found: [...found].sort() })}\n`);

import { expect, it } from "vitest";
import { createEmptyDatabase } from "@/e2e/support/metastore";
import { startWireProxy } from "@/lib/connectors/postgres/testing/wire-proxy";
import { lostMetastore } from "./lost-metastore";

it("a metastore that answers is not lost, one that does not is told with its place and never with its password", async () => {
  const store = await createEmptyDatabase();
  try {
    expect(await lostMetastore(store.url)).toBeNull();
    const { hostname, port } = new URL(store.url);
    const wire = await startWireProxy({ host: hostname, port: Number(port) });
    const through = new URL(store.url);
    through.hostname = "127.0.0.1";
    through.port = String(wire.port);
    through.password = "hush-hush";
    await wire.close();
    const lost = await lostMetastore(through.toString());
    expect(lost).toMatchObject({ code: "metastore-unreachable" });
    expect(lost?.message).toContain(`127.0.0.1:${wire.port}`);
    expect(lost?.message).not.toContain("hush-hush");
  } finally {
    await store.drop();
  }
});

import { describe, expect, it } from "vitest";
import type { Harness } from "./harness";

/** Tokens order the readings of one server, and nothing else. */
export function describeFreshness<Config>(harness: Harness<Config>): void {
  const { connector, dialect } = harness;
  describe("freshness", () => {
    it.runIf(connector.capabilities.freshnessToken)("orders two readings with a write between them", async () => {
      await harness.numbered("aging", 1);
      const token = async (): Promise<string> => {
        const reading = await harness.readAll({ table: harness.refTo("aging"), columns: ["n"], keyColumns: ["n"] });
        if (reading.freshnessToken === null) throw new Error("The reading carries no token.");
        return reading.freshnessToken;
      };
      const before = await token();
      await harness.server.execute(`UPDATE ${harness.quoted("aging")} SET label = 'after'`);
      const after = await token();
      expect(connector.compareFreshness(after, before)).toBe("newer");
      expect(connector.compareFreshness(before, after)).toBe("older");
      expect(connector.compareFreshness(after, after)).toBe("same");
      for (const foreign of dialect.foreignTokens) {
        expect(connector.compareFreshness(after, foreign)).toBe("incomparable");
        expect(connector.compareFreshness(foreign, after)).toBe("incomparable");
      }
    });

    it.each(["", "pg:", "gtid:", "nonsense", "pg:1:G/0", "0/0"])("compares nothing with %j", (garbage) => {
      const [foreign = ""] = dialect.foreignTokens;
      expect(connector.compareFreshness(garbage, foreign)).toBe("incomparable");
      expect(connector.compareFreshness(foreign, garbage)).toBe("incomparable");
      expect(connector.compareFreshness(garbage, garbage)).toBe("incomparable");
    });
  });
}

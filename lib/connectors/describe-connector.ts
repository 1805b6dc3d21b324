import { describe } from "vitest";
import { describeCatalog } from "./conformance/catalog";
import type { ConnectorFixture } from "./conformance/fixture";
import { createHarness } from "./conformance/harness";
import { describeInterruption } from "./conformance/interruption";
import { describeReading } from "./conformance/reading";
import { describeRefusals } from "./conformance/refusals";
import { describeNamesAndValues } from "./conformance/values";

/** What every connector must do, shown on a real server. Each test makes tables of its own. */
export function describeConnector<Config>(name: string, fixture: ConnectorFixture<Config>): void {
  describe(`${name} connector`, () => {
    const harness = createHarness(fixture);
    describeNamesAndValues(harness);
    describeReading(harness);
    describeInterruption(harness);
    describeRefusals(harness);
    describeCatalog(harness);
  });
}

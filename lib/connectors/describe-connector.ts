import { describe } from "vitest";
import { describeCatalog } from "./conformance/catalog";
import type { ConnectorFixture } from "./conformance/fixture";
import { describeFreshness } from "./conformance/freshness";
import { createHarness } from "./conformance/harness";
import { describeInterruption } from "./conformance/interruption";
import { describeLookUp } from "./conformance/look-up";
import { describeReading } from "./conformance/reading";
import { describeRefusals } from "./conformance/refusals";
import { describeSampling } from "./conformance/sampling";
import { describeSince } from "./conformance/since";
import { describeNamesAndValues } from "./conformance/values";
import { describeWriteContention } from "./conformance/write-contention";
import { describeWriteRefusals } from "./conformance/write-refusals";
import { describeWriteValues } from "./conformance/write-values";
import { describeWriting } from "./conformance/writing";

/** What every connector must do, shown on a real server. Each test makes tables of its own. */
export function describeConnector<Config>(name: string, fixture: ConnectorFixture<Config>): void {
  describe(`${name} connector`, () => {
    const harness = createHarness(fixture);
    describeNamesAndValues(harness);
    describeReading(harness);
    describeSince(harness);
    describeLookUp(harness);
    describeSampling(harness);
    describeWriting(harness);
    describeWriteValues(harness);
    describeWriteContention(harness);
    describeWriteRefusals(harness);
    describeFreshness(harness);
    describeInterruption(harness);
    describeRefusals(harness);
    describeCatalog(harness);
  });
}

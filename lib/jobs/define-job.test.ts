import { expect, test } from "vitest";
import { z } from "zod";
import { allJobs } from "./all-jobs";
import { defineJob, type JobDefinition } from "./define-job";

const payload = z.object({ thingId: z.string() });
const sound: JobDefinition<{ thingId: string }> = {
  name: "look-at-thing",
  payload,
  policy: "short",
  singletonKey: (job) => job.thingId,
  retryLimit: 3,
  expireInSeconds: 60,
};

test("a sound definition is given back as it is", () => {
  expect(defineJob(sound)).toBe(sound);
});

test.each([
  [{ name: "Look At" }, "kebab-case"],
  [{ singletonKey: undefined }, "needs a singletonKey"],
  [{ retryLimit: -1 }, "retryLimit"],
  [{ expireInSeconds: 0 }, "expire within"],
  [{ expireInSeconds: 86_401 }, "expire within"],
  [{ heartbeatSeconds: 9 }, "at least 10"],
])("a definition with %j is refused at load time", (flaw, reason) => {
  expect(() => defineJob({ ...sound, ...flaw })).toThrow(reason);
});

test("no two jobs share a queue", () => {
  const names = allJobs.map((job) => job.name);
  expect(new Set(names).size).toBe(names.length);
});

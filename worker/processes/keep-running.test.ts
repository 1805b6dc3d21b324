import { expect, test } from "vitest";
import { keepRunning } from "./keep-running";
import { startNodeProcess } from "./spawn-process";

const stay = "setInterval(() => 0, 1000)";

test("a process that dies is started anew", async () => {
  const events: string[] = [];
  const pids = new Set<number | undefined>();
  const kept = keepRunning({
    start: () => {
      const running = startNodeProcess({ name: "worker", args: ["-e", stay] });
      pids.add(running.pid);
      return running;
    },
    onEvent: (line) => events.push(line),
    firstPauseMs: 10,
  });
  process.kill(kept.current().pid ?? 0, "SIGKILL");
  await expect.poll(() => pids.size).toBe(2);
  expect(events).toEqual(["worker was ended by SIGKILL; it is started again in 0.01 s."]);
  await kept.stop();
  expect(kept.current().exit()).toBeDefined();
  expect(pids.size).toBe(2);
});

test("a process that cannot stay up is given up with its exit named", async () => {
  let starts = 0;
  const kept = keepRunning({
    start: () => {
      starts += 1;
      return startNodeProcess({ name: "worker", args: ["-e", "process.exit(3)"] });
    },
    onEvent: () => undefined,
    mostCrashes: 3,
    firstPauseMs: 1,
  });
  const reason = await kept.givenUp;
  expect(reason.message).toBe(
    'The process "worker" ended 3 times in a short while; the last time it ended with code 3.',
  );
  expect(starts).toBe(3);
});

test("stopping during the pause starts nothing more", async () => {
  let starts = 0;
  const kept = keepRunning({
    start: () => {
      starts += 1;
      return startNodeProcess({ name: "worker", args: ["-e", ""] });
    },
    onEvent: () => undefined,
    firstPauseMs: 60_000,
  });
  await kept.current().exited;
  await kept.stop();
  expect(starts).toBe(1);
});

import { describe, expect, it } from "vitest";
import { openProgress } from "./progress";

function screenOf(isTTY: boolean, columns = 30) {
  const written: string[] = [];
  let now = 0;
  const progress = openProgress({ isTTY, columns, write: (text) => written.push(text) }, () => now);
  return { written, progress, pass: (ms: number) => (now += ms) };
}

describe("progress", () => {
  it("is one line that is written over on a terminal, no longer than it is wide", () => {
    const { written, progress } = screenOf(true);
    progress.say("reading: 10 tables");
    progress.say("reading: 20 tables of a very long name");
    progress.note("+ list Products");
    progress.clear();
    expect(written).toEqual([
      "reading: 10 tables",
      "\r\u001b[2K",
      "reading: 20 tables of a very…",
      "\r\u001b[2K",
      "+ list Products\n",
    ]);
  });

  it("is plain lines elsewhere, the same work not told again at once", () => {
    const { written, progress, pass } = screenOf(false);
    progress.say("reading: 10 tables");
    progress.say("reading: 20 tables");
    progress.say("writing: 1 item");
    progress.say("reading: 30 tables");
    pass(10_000);
    progress.say("reading: 40 tables");
    expect(written).toEqual([
      "reading: 10 tables\n",
      "writing: 1 item\n",
      "reading: 30 tables\n",
      "reading: 40 tables\n",
    ]);
  });

  it("shows nothing that a terminal would obey", () => {
    const { written, progress } = screenOf(true, 80);
    progress.say("list \u001b[31mred");
    expect(written.join("")).not.toContain("\u001b[31m");
  });
});

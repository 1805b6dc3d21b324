import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors/app-error";
import { type Command, defineCommand } from "./command";
import { commands } from "./commands";
import { helpOf, overviewOf, readCall, synopsisOf, unknownCommand } from "./usage";

const walk = defineCommand({
  takes: ["FROM", "[TO]"],
  summary: "Walks.",
  help: "  --far  a long way",
  options: { far: { type: "boolean", default: false }, with: { type: "string", multiple: true } },
  run: async () => ({ code: 0, json: {}, text: "" }),
});

const refusal = (command: Command, args: readonly string[]) => {
  try {
    readCall("walk", command, args);
  } catch (error) {
    if (error instanceof AppError) return `${error.message} ${error.remedy}`;
    throw error;
  }
  return "nothing was refused";
};

describe("a call", () => {
  it("has names, options of its own, and those of all commands", () => {
    const call = readCall("walk", walk, [
      "here",
      "--far",
      "--with=a",
      "--with",
      "b",
      "--json",
      "--data-dir",
      ".data/demo",
    ]);
    expect(call).toEqual({
      names: ["here"],
      values: { far: true, with: ["a", "b"] },
      isJson: true,
      isHelp: false,
      dataDir: ".data/demo",
    });
  });

  it("takes negative numbers as names and as values of options", () => {
    expect(readCall("walk", walk, ["-7", "--with", "-0.5", "--far", "-.5", "--with=-3"])).toMatchObject({
      names: ["-7", "-.5"],
      values: { far: true, with: ["-0.5", "-3"] },
    });
    expect(readCall("walk", walk, ["here", "--", "-7"]).names).toEqual(["here", "-7"]);
    expect(refusal(walk, ["-x"])).toMatch(/Write a name that begins with a dash after --/);
  });

  it("asks for help whatever else is missing", () => {
    expect(readCall("walk", walk, ["--help"])).toMatchObject({ isHelp: true });
    expect(helpOf("walk", walk)).toMatch(/^Walks\.\n\n {2}syncbridge walk FROM \[TO\]\n/);
  });

  it("is refused with too few or too many names, and never quoted", () => {
    expect(refusal(walk, [])).toBe(
      "Something is missing: syncbridge walk FROM [TO]. Run syncbridge walk --help to see what it takes.",
    );
    expect(refusal(walk, ["a", "b", "c"])).toMatch(/^There is an argument too many/);
    expect(refusal(walk, ["a", "--password=hunter2"])).toMatch(/^An option of “walk” is unknown or lacks its value\./);
    expect(refusal(walk, ["a", "--password=hunter2"])).not.toContain("hunter2");
  });

  it("of a command that there is not names the one that was meant", () => {
    expect(unknownCommand("ledgr", Object.keys(commands)).remedy).toBe("Did you mean syncbridge ledger?");
  });
});

describe("the commands", () => {
  it("each say in one line what they do, and are all documented with what they take", () => {
    const text = readFileSync(path.resolve(import.meta.dirname, "../../../docs/command-line.md"), "utf8").replaceAll(
      "\\|",
      "|",
    );
    const overview = overviewOf(commands);
    for (const [name, command] of Object.entries(commands)) {
      expect(command.summary).toMatch(/^[A-Z].+\.$/);
      expect(overview).toContain(synopsisOf(name, command));
      expect(text, name).toContain(`\`${synopsisOf(name, command)}`);
      for (const option of Object.keys(command.options)) {
        expect(command.help, `--${option} of ${name}`).toContain(`--${option}`);
        expect(text, `--${option} of ${name}`).toContain(`--${option}`);
      }
    }
  });
});

import { format } from "node:util";
import { afterEach, beforeEach } from "vitest";

const printError = console.error;
let printed: string[] = [];

beforeEach(() => {
  printed = [];
  console.error = (...values: unknown[]) => {
    printed.push(format(...values));
    printError(...values);
  };
});

// A test that expects an error on the console captures it itself; any other is a fault that nobody would see in a green run.
afterEach(() => {
  console.error = printError;
  if (printed.length > 0) throw new Error(`console.error was called:\n${printed.join("\n")}`);
});

import { expect, it } from "vitest";
import { Patience } from "./patience";

const url = "https://app.example/hooks";

it("waits ten minutes for a receiver that is slow a tenth of the time, and gives up on a slower one (contract 9.3)", () => {
  const patience = new Patience();
  for (let at = 0; at < 9; at++) patience.note(url, at, 100);
  expect(patience.with(url, 10)).toEqual({ isDropping: false, waitMs: 0 });
  patience.note(url, 9, 2_901);
  expect(patience.with("https://app.example/other", 10)).toEqual({ isDropping: false, waitMs: 600_000 });
  patience.note(url, 10, 5_000);
  expect(patience.with(url, 11)).toEqual({ isDropping: true, waitMs: 600_000 });
  expect(patience.with("https://else.example/", 11)).toEqual({ isDropping: false, waitMs: 0 });
  expect(patience.with(url, 600_010)).toEqual({ isDropping: false, waitMs: 0 });
});

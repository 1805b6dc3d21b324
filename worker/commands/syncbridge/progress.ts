import { oneLine, widthOf } from "../terminal-text";

/** Tells what is being done while it is done: one line that is written over on a terminal, lines below each other elsewhere. */
export interface Progress {
  say(text: string): void;
  /** A line that stays. */
  note(text: string): void;
  /** Leaves the terminal's line empty for what follows. */
  clear(): void;
}

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where lines stay, the same work is told again only after this time. */
const repeatMs = 5_000;

export function openProgress(screen: Screen, now: () => number = Date.now): Progress {
  let isShown = false;
  let last = { subject: "", at: Number.NEGATIVE_INFINITY };
  const clear = () => {
    if (isShown) screen.write("\r\u001b[2K");
    isShown = false;
  };
  return {
    clear,
    note(text) {
      clear();
      screen.write(`${oneLine(text)}\n`);
    },
    say(text) {
      const line = oneLine(text);
      if (screen.isTTY) {
        clear();
        screen.write(cut(line, (screen.columns ?? 80) - 1));
        isShown = true;
        return;
      }
      // Counts change all the time: what counts as another subject is what stands before them.
      const subject = line.split(/\d/, 1)[0] ?? line;
      if (subject === last.subject && now() - last.at < repeatMs) return;
      last = { subject, at: now() };
      screen.write(`${line}\n`);
    },
  };
}

function cut(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  let text = "";
  for (const sign of line) {
    if (widthOf(text + sign) >= width) break;
    text += sign;
  }
  return `${text}…`;
}

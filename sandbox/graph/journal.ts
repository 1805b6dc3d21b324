import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, truncateSync, writeSync } from "node:fs";

const CHUNK = 1 << 20;

/**
 * An append-only file of JSON lines. Records are collected and handed to the operating system by `flush`, which the
 * server calls before it answers: what a client saw confirmed survives a SIGKILL of this process at any moment.
 * There is no fsync: a power cut may lose the end, which a stand-in can afford.
 */
export class Journal {
  private fd: number;
  private waiting: string[] = [];
  private bytes: number;
  private baseline: number;

  constructor(private readonly path: string) {
    this.fd = openSync(path, "a");
    this.bytes = fstatSync(this.fd).size;
    this.baseline = this.bytes;
  }

  append(record: unknown): void {
    this.waiting.push(JSON.stringify(record));
  }

  flush(): void {
    if (this.waiting.length === 0) return;
    const data = Buffer.from(`${this.waiting.join("\n")}\n`);
    this.waiting = [];
    for (let at = 0; at < data.length; ) at += writeSync(this.fd, data, at);
    this.bytes += data.length;
  }

  /** Worth rewriting: mostly history. */
  get isLong(): boolean {
    return this.bytes > 256 * CHUNK && this.bytes > 3 * this.baseline;
  }

  /** Replaces the file by the given records, atomically: a crash in between leaves the old one. */
  rewrite(records: Iterable<unknown>): void {
    this.waiting = [];
    const draft = `${this.path}.new`;
    const fd = openSync(draft, "w");
    let block: string[] = [];
    let size = 0;
    const write = () => {
      const data = Buffer.from(block.join(""));
      for (let at = 0; at < data.length; ) at += writeSync(fd, data, at);
      block = [];
      size = 0;
    };
    for (const record of records) {
      const line = `${JSON.stringify(record)}\n`;
      block.push(line);
      size += line.length;
      if (size > CHUNK) write();
    }
    write();
    closeSync(fd);
    renameSync(draft, this.path);
    closeSync(this.fd);
    this.fd = openSync(this.path, "a");
    this.bytes = fstatSync(this.fd).size;
    this.baseline = this.bytes;
  }

  close(): void {
    this.flush();
    closeSync(this.fd);
  }
}

/**
 * Reads every whole record and cuts a torn last line off the file.
 * @throws when a line other than the last cannot be read, for then the file was damaged and not merely cut short.
 */
export function readJournal(path: string, take: (record: unknown) => void): number {
  if (!existsSync(path)) return 0;
  const fd = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(CHUNK);
  let rest: Buffer = Buffer.alloc(0);
  let count = 0;
  let whole = 0;
  for (;;) {
    const read = readSync(fd, buffer, 0, CHUNK, null);
    if (read === 0) break;
    const data =
      rest.length > 0 ? Buffer.concat([rest, buffer.subarray(0, read)]) : Buffer.from(buffer.subarray(0, read));
    let start = 0;
    for (let end = data.indexOf(10); end !== -1; end = data.indexOf(10, start)) {
      take(parseLine(data.toString("utf8", start, end), path, count + 1));
      count++;
      whole += end - start + 1;
      start = end + 1;
    }
    rest = data.subarray(start);
  }
  closeSync(fd);
  if (rest.length > 0) truncateSync(path, whole);
  return count;
}

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`Line ${number} of ${path} is damaged. Start with an empty data directory.`, { cause });
  }
}

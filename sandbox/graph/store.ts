import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Change } from "./change";
import { type Clock, createClock } from "./clock";
import type { Site, Subscription, Tenant } from "./entities";
import { Journal, readJournal } from "./journal";
import { ListData } from "./list-data";
import { defaultProfile, type Profile, profileSchema } from "./profile";
import { seedWorld, tenants } from "./seed";

/**
 * The whole state of the sandbox, in memory, kept by a journal. Handlers run to their end without awaiting, so that
 * each Graph call sees and leaves a whole state.
 */
export class Store {
  readonly clock: Clock = createClock();
  profile: Profile = defaultProfile();
  readonly sites = new Map<string, Site>();
  readonly lists = new Map<string, ListData>();
  /** Certificates in PEM by application, beside the secrets of the directory. */
  readonly certificates = new Map<string, string[]>();
  readonly subscriptions = new Map<string, Subscription>();
  /** Told of each change of a list's items, after it was made; not of what is read back from the journal. */
  onItemChange: (listId: string) => void = () => undefined;
  private readonly journal: Journal;

  constructor(readonly dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    const path = join(dataDir, "graph.jsonl");
    const count = readJournal(path, (record) => this.apply(record as Change));
    this.journal = new Journal(path);
    if (count === 0) this.reset();
    else if (count > 2 * this.countRecords()) this.journal.rewrite(this.records());
  }

  get tenants(): readonly Tenant[] {
    return tenants;
  }

  commit(change: Change): void {
    this.apply(change);
    this.journal.append(change);
    if (change.t === "item" && this.profile.conflictMs > 0)
      this.lists.get(change.list)?.writtenAt.set(change.item.id, Date.now());
    if (change.t === "item" || change.t === "item-gone") this.onItemChange(change.list);
  }

  /** Hands every change so far to the operating system; call it before a change is confirmed to anyone. */
  flush(): void {
    this.journal.flush();
    if (this.journal.isLong) this.journal.rewrite(this.records());
  }

  /** Back to the seed, as if started for the first time. */
  reset(): void {
    this.restore(seedWorld(this.clock.now()));
  }

  /** Replaces everything by the given changes. */
  restore(changes: Iterable<Change>): void {
    this.sites.clear();
    this.lists.clear();
    this.certificates.clear();
    this.subscriptions.clear();
    this.profile = this.firstProfile();
    this.clock.offsetMs = 0;
    for (const change of changes) this.apply(change);
    this.journal.rewrite(this.records());
  }

  /** Names of the snapshots kept as files. */
  snapshots(): string[] {
    const dir = join(this.dataDir, "snapshots");
    return existsSync(dir) ? readdirSync(dir).map((file) => file.replace(/\.jsonl$/, "")) : [];
  }

  keepSnapshot(name: string): void {
    const path = this.snapshotPath(name);
    mkdirSync(dirname(path), { recursive: true });
    const file = new Journal(path);
    file.rewrite(this.records());
    file.close();
  }

  /** @returns false when there is none of that name */
  restoreSnapshot(name: string): boolean {
    const changes: Change[] = [];
    const count = readJournal(this.snapshotPath(name), (record) => changes.push(record as Change));
    if (count > 0) this.restore(changes);
    return count > 0;
  }

  private snapshotPath(name: string): string {
    return join(this.dataDir, "snapshots", `${name}.jsonl`);
  }

  /** What `profile.json` in the data directory changes of the usual switches. */
  private firstProfile(): Profile {
    const path = join(this.dataDir, "profile.json");
    if (!existsSync(path)) return defaultProfile();
    const parsed = profileSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (!parsed.success) throw new Error(`${path} cannot be used: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  }

  close(): void {
    this.journal.close();
  }

  sitesOf(tenantId: string): Site[] {
    return [...this.sites.values()].filter((site) => site.tenantId === tenantId);
  }

  listsOf(siteId: string): ListData[] {
    return [...this.lists.values()].filter((data) => data.list.siteId === siteId);
  }

  /** The state as the shortest sequence of changes that leads to it. */
  *records(): Generator<Change> {
    yield { t: "profile", profile: this.profile };
    yield { t: "clock", offsetMs: this.clock.offsetMs };
    for (const [clientId, certificates] of this.certificates) yield { t: "certificates", clientId, certificates };
    for (const site of this.sites.values()) yield { t: "site", site };
    for (const subscription of this.subscriptions.values()) yield { t: "subscription", subscription };
    for (const data of this.lists.values()) {
      const list = data.list.id;
      yield { t: "list", list: data.list };
      for (const item of data.items.values()) {
        const older = data.versionsOf(item.id);
        yield older.length > 0 ? { t: "item", list, item, older } : { t: "item", list, item };
      }
      for (const tombstone of data.recycled.values()) yield { t: "item-gone", list, tombstone };
    }
  }

  private countRecords(): number {
    let count = 2 + this.subscriptions.size + this.sites.size + this.lists.size;
    for (const data of this.lists.values()) count += data.items.size + data.recycled.size;
    return count;
  }

  private apply(change: Change): void {
    switch (change.t) {
      case "site":
        this.sites.set(change.site.id, change.site);
        return;
      case "list": {
        const data = this.lists.get(change.list.id);
        if (data) data.replaceList(change.list);
        else this.lists.set(change.list.id, new ListData(change.list));
        return;
      }
      case "list-gone":
        this.lists.delete(change.id);
        // With the list its subscriptions go, and nobody is told (Graph contract 4.4, 9.3).
        for (const { id, listId } of this.subscriptions.values())
          if (listId === change.id) this.subscriptions.delete(id);
        return;
      case "subscription":
        this.subscriptions.set(change.subscription.id, change.subscription);
        return;
      case "subscription-gone":
        this.subscriptions.delete(change.id);
        return;
      case "item":
        this.lists.get(change.list)?.put(change.item, change.older);
        return;
      case "item-gone":
        this.lists.get(change.list)?.recycle(change.tombstone);
        return;
      case "certificates":
        this.certificates.set(change.clientId, change.certificates);
        return;
      case "profile":
        this.profile = profileSchema.parse(change.profile);
        return;
      case "clock":
        this.clock.offsetMs = change.offsetMs;
        return;
      default:
        throw new Error(`The journal holds an unknown change: ${JSON.stringify(change satisfies never)}`);
    }
  }
}

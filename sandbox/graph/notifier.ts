// Graph contract 9 (handshake, delivery, lifecycle of change notifications). Fidelity caveat: see ./server.ts.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { wholeSeconds } from "./clock";
import type { JsonObject, Subscription } from "./entities";
import type { Faults } from "./faults";
import { Patience } from "./patience";
import { Receivers } from "./receiver";
import type { Store } from "./store";

/** After this a receiver's answer counts as none. */
const ANSWER_MS = 10_000;
/** Deliveries are repeated for so long (Graph contract 9.3). */
const RETRY_SECONDS = 4 * 60 * 60;
const KEPT_DELIVERIES = 500;

/** One attempt, or one that a rule or the receiver's slowness kept from being made. */
export interface Delivery {
  at: string;
  url: string;
  kind: "change" | "lifecycle" | "validation";
  subscriptions: string[];
  attempt: number;
  status?: number;
  outcome: "accepted" | "refused" | "lost by a rule" | "dropped, the receiver is slow";
}

/** Tells subscribers that a list changed: late, together, repeatedly, or, where rules say so, not at all. */
export class Notifier {
  readonly deliveries: Delivery[] = [];
  private readonly receivers: Receivers;
  private readonly patience = new Patience();
  /** Subscriptions with something to tell, by the address it goes to. */
  private readonly waiting = new Map<string, Set<string>>();

  constructor(
    private readonly store: Store,
    private readonly faults: Faults,
  ) {
    this.receivers = new Receivers(join(store.dataDir, "cert.pem"));
    store.onItemChange = (listId) => this.listChanged(listId);
  }

  /** The handshake of Graph contract 9.1: the decoded token, as plain text, with 200, in time. */
  async reaches(url: string): Promise<boolean> {
    const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
    const asked = `${url}${url.includes("?") ? "&" : "?"}validationToken=${encodeURIComponent(token)}`;
    const reply = await this.receivers.post(
      asked,
      "text/plain; charset=utf-8",
      "",
      this.store.profile.handshakeSeconds * 1000,
    );
    const agreed = reply.status === 200 && /^text\/plain\b/i.test(reply.contentType) && reply.text === token;
    this.log({ url, kind: "validation", subscriptions: [], attempt: 1, status: reply.status, agreed });
    return agreed;
  }

  /** Lists know one lifecycle event; until the subscriber reacts, nothing is delivered (Graph contract 9.3). */
  async demandReauthorization(subscription: Subscription): Promise<void> {
    this.store.commit({ t: "subscription", subscription: { ...subscription, isPaused: true } });
    const { lifecycleNotificationUrl: url } = subscription;
    if (url === undefined) return;
    await this.deliver("lifecycle", url, [subscription.id], 1);
  }

  private listChanged(listId: string): void {
    const now = this.store.clock.now().getTime();
    for (const { id, listId: watched, notificationUrl, isPaused, expires } of this.store.subscriptions.values()) {
      // Lost, not kept: who was asked to authorize again finds out by delta.
      if (watched !== listId || isPaused || Date.parse(expires) <= now) continue;
      const told = this.waiting.get(notificationUrl);
      if (told) told.add(id);
      else {
        this.waiting.set(notificationUrl, new Set([id]));
        this.later(this.store.profile.notificationDelayMs, () => this.tell(notificationUrl));
      }
    }
  }

  private async tell(url: string): Promise<void> {
    const ids = [...(this.waiting.get(url) ?? [])];
    this.waiting.delete(url);
    const verdict = this.faults.judge({
      method: "POST",
      path: url,
      search: "",
      body: null,
      inBatch: false,
      isNotification: true,
    });
    const { interference } = verdict;
    if (interference?.kind === "drop") {
      this.log({ url, kind: "change", subscriptions: ids, attempt: 1, outcome: "lost by a rule" });
      return;
    }
    const forged = interference?.kind === "forgeState";
    const copies = interference?.kind === "repeat" ? interference.copies : 0;
    const send = async () => {
      for (let copy = 0; copy <= copies; copy++) await this.deliver("change", url, ids, 1, forged);
    };
    if (verdict.delayMs > 0) this.later(verdict.delayMs, send);
    else await send();
  }

  private async deliver(kind: "change" | "lifecycle", url: string, ids: string[], attempt: number, forged = false) {
    const now = this.store.clock.now();
    const live = ids
      .map((id) => this.store.subscriptions.get(id))
      .filter((each): each is Subscription => each !== undefined && Date.parse(each.expires) > now.getTime());
    if (live.length === 0) return;
    const subscriptions = live.map(({ id }) => id);
    const patience = this.patience.with(url, Date.now());
    if (patience.isDropping) {
      this.log({ url, kind, subscriptions, attempt, outcome: "dropped, the receiver is slow" });
      return;
    }
    if (attempt === 1 && patience.waitMs > 0) {
      this.later(patience.waitMs, () => this.deliver(kind, url, ids, 2, forged));
      return;
    }
    const value = live.map((each) => (kind === "change" ? this.changeJson(each, forged) : lifecycleJson(each)));
    const reply = await this.receivers.post(url, "application/json", JSON.stringify({ value }), ANSWER_MS);
    this.patience.note(url, Date.now(), reply.ms);
    const agreed = reply.status !== undefined && reply.status >= 200 && reply.status < 300;
    this.log({ url, kind, subscriptions, attempt, status: reply.status, agreed });
    if (agreed) return;
    const waitSeconds = this.store.profile.notificationRetrySeconds * 2 ** (attempt - 1);
    if (waitSeconds < RETRY_SECONDS / 2)
      this.later(waitSeconds * 1000, () => this.deliver(kind, url, ids, attempt + 1, forged));
  }

  /** No item and no value: it only says that delta has something to tell (Graph contract 9.3). */
  private changeJson(subscription: Subscription, forged: boolean): JsonObject {
    const data = this.store.profile.notificationData;
    return {
      subscriptionId: subscription.id,
      subscriptionExpirationDateTime: subscription.expires,
      ...clientStateOf(forged ? { clientState: randomUUID() } : subscription),
      changeType: "updated",
      resource: subscription.resource,
      tenantId: subscription.tenantId,
      ...(data === "none"
        ? {}
        : {
            resourceData: {
              "@odata.type": "#Microsoft.Graph.ListItem",
              ...(data === "typeAndId" ? { id: subscription.listId } : {}),
            },
          }),
    };
  }

  private later(ms: number, work: () => Promise<void>): void {
    // What waits to be told keeps no process alive.
    setTimeout(() => void work().catch((error: unknown) => console.error(error)), ms).unref();
  }

  private log({
    agreed,
    ...entry
  }: Omit<Delivery, "at" | "outcome"> & { agreed?: boolean; outcome?: Delivery["outcome"] }) {
    const outcome = entry.outcome ?? (agreed ? "accepted" : "refused");
    this.deliveries.push({ ...entry, at: wholeSeconds(this.store.clock.now()), outcome });
    if (this.deliveries.length > KEPT_DELIVERIES) this.deliveries.shift();
  }
}

const clientStateOf = ({ clientState }: Pick<Subscription, "clientState">): JsonObject =>
  clientState === undefined ? {} : { clientState };

const lifecycleJson = (subscription: Subscription): JsonObject => ({
  subscriptionId: subscription.id,
  subscriptionExpirationDateTime: subscription.expires,
  tenantId: subscription.tenantId,
  ...clientStateOf(subscription),
  lifecycleEvent: "reauthorizationRequired",
});

/** The one notifier of a sandbox, made at its first use. */
export function notifierOf(graph: { store: Store; faults: Faults; notifier?: Notifier }): Notifier {
  graph.notifier ??= new Notifier(graph.store, graph.faults);
  return graph.notifier;
}

import type { Draft } from "./draft";
import type { Operation, OperationOutcome } from "./operation";
import type { Definition } from "./types";
import { type Clash, type ClashPorts, clashesOf, settleClashes } from "./unique-clash";

type UpdateDraft = Extract<Draft, { kind: "update" }>;

interface Queued {
  readonly draft: UpdateDraft;
  readonly clash: Clash;
}

/** What a round of writes did with the group's items. */
export interface RoundOfWrites {
  /** Items that were written. */
  readonly written: ReadonlySet<number>;
  /** Items whose operations are not at their end. */
  readonly open: ReadonlySet<number>;
}

/**
 * Updates of one group that wait for unique values which others of the group hold: each is sent again as soon as the one before it is written,
 * so that rows may move up one after the other however many there are.
 */
export class ValueQueue {
  private readonly queued = new Map<Operation["id"], Queued>();

  constructor(
    private readonly definition: Definition,
    private readonly ports: ClashPorts,
    private readonly signal: AbortSignal,
  ) {}

  /** Takes in what a round refused as not unique. Answers what is to be sent again now; what nothing in the group will free has its outcome. */
  async next(
    refused: readonly UpdateDraft[],
    { written, open }: RoundOfWrites,
    outcomes: OperationOutcome[],
  ): Promise<readonly Draft[]> {
    const again = [...this.queued.values()].filter(
      ({ clash }) => clash.holder && written.has(clash.holder.item.itemId),
    );
    const settled: Clash[] = [];
    const draftOf = new Map(refused.map((draft) => [draft.operation.id, draft]));
    for (const clash of await clashesOf(refused, this.ports, this.signal)) {
      const draft = draftOf.get(clash.operation.id);
      if (!draft) continue;
      // Free by now: one of the writes of this round took it away.
      if (clash.holder === null && written.size > 0) again.push({ draft, clash });
      else if (clash.isFreed && clash.holder && open.has(clash.holder.item.itemId))
        this.queued.set(draft.operation.id, { draft, clash });
      else settled.push(clash);
    }
    for (const { draft } of again) this.queued.delete(draft.operation.id);
    outcomes.push(...(await settleClashes(this.definition, settled, this.ports, this.signal)));
    return again.map(({ draft }) => draft);
  }

  /** The outcomes of those that nothing in the group freed. */
  end(): Promise<readonly OperationOutcome[]> {
    const left = [...this.queued.values()].map(({ clash }) => clash);
    this.queued.clear();
    return settleClashes(this.definition, left, this.ports, this.signal);
  }
}

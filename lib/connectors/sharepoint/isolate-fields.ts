/** What a list said to some of the fields that it refused together. `broken-off`: nobody can go on, for a reason that concerns no field. */
export type Probe =
  | { readonly status: "accepted" | "broken-off" }
  | { readonly status: "refused"; readonly message: string };

export interface IsolatedFields<Field> {
  /** Refused alone, with what the list said to each. */
  readonly culprits: readonly { readonly field: Field; readonly message: string }[];
  readonly accepted: readonly Field[];
  /** Of which nothing is known, since the search was broken off. */
  readonly undecided: readonly Field[];
}

/**
 * Finds the fields at fault among several that were refused together, by halves: each probe writes what it asks about if it is accepted, so that
 * at the end everything but the culprits is written. With k culprits among n fields it takes at most 2·k·⌈log₂ n⌉ + 1 probes, as a half whose
 * other half was accepted needs no probe to be known for refused. Fields that are refused only together are all accepted.
 */
export async function isolateFields<Field>(
  fields: readonly Field[],
  probe: (fields: readonly Field[]) => Promise<Probe>,
): Promise<IsolatedFields<Field>> {
  const culprits: { field: Field; message: string }[] = [];
  const accepted: Field[] = [];
  const undecided: Field[] = [];
  let isBroken = false;

  async function ask(part: readonly Field[]): Promise<Probe["status"]> {
    const answer: Probe = isBroken ? { status: "broken-off" } : await probe(part);
    if (answer.status === "accepted") accepted.push(...part);
    if (answer.status === "broken-off") {
      isBroken = true;
      undecided.push(...part);
    }
    if (answer.status !== "refused") return answer.status;
    const [only] = part;
    if (part.length === 1 && only !== undefined) culprits.push({ field: only, message: answer.message });
    else await halve(part);
    return "refused";
  }

  /** Takes apart what is known for refused. */
  async function halve(part: readonly Field[]): Promise<void> {
    const middle = Math.ceil(part.length / 2);
    const second = part.slice(middle);
    const first = await ask(part.slice(0, middle));
    if (first === "accepted" && second.length > 1) await halve(second);
    else await ask(second);
  }

  if (fields.length === 1) await ask(fields);
  else if (fields.length > 1) await halve(fields);
  return { culprits, accepted, undecided };
}

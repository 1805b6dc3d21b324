import type { z } from "zod";
import { processKeyring } from "./keyring";
import { isSigned, sign } from "./sign";

/** What a test of settings found, signed by the server, so that a form can keep it until these very settings are stored. */
export interface SettingsTest<Findings> {
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly findings: Findings;
  readonly signature: string;
}

/** Longest time between a test of settings and their storing. */
const longestWaitMs = 3_600_000;

/** Tests of one kind of settings: `context` names what is tested, `findings` is the form in which findings are stored. */
export class SettingsTests<Findings extends readonly { readonly level: string }[]> {
  constructor(
    private readonly context: string,
    private readonly findings: z.ZodType<Findings>,
  ) {}

  /** `settings`: all that decides what a test finds. */
  sign(settings: readonly unknown[], found: Findings, now: Date): SettingsTest<Findings> {
    const test = { checkedAt: now.toISOString(), findings: found };
    return { ...test, signature: sign(processKeyring(), this.said(settings, test), this.context) };
  }

  /** The test as it is stored with these settings; null for one of other settings, of long ago, or that the server did not make. */
  proven(settings: readonly unknown[], test: SettingsTest<Findings> | undefined, now: Date) {
    if (!test || !isSigned(processKeyring(), this.said(settings, test), this.context, test.signature)) return null;
    const checkedAt = new Date(test.checkedAt);
    if (now.getTime() - checkedAt.getTime() > longestWaitMs) return null;
    const verification = { checkedAt: test.checkedAt, findings: test.findings };
    return { verification, lastVerifiedAt: hasPassed(test.findings) ? checkedAt : null };
  }

  private said(settings: readonly unknown[], test: Omit<SettingsTest<Findings>, "signature">): string {
    return JSON.stringify([settings, test.checkedAt, this.findings.parse(test.findings)]);
  }
}

/** Whether nothing keeps what was tested from being used. */
export const hasPassed = (found: readonly { readonly level: string }[]): boolean =>
  found.every(({ level }) => level !== "error");

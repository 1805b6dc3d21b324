import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { ActionButton } from "@/components/forms/action-button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { NumberValue } from "@/components/ui/number-value";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import { resealAction } from "@/lib/features/secrets/actions";
import { secretKindLabels, standingLabels } from "@/lib/features/secrets/labels";
import type { SecretKind } from "@/lib/features/secrets/schema";
import type { KeysView, SealingKey } from "@/lib/features/secrets/types";
import { plural } from "@/lib/format/plural";

const faces: Readonly<Record<SealingKey["standing"], State>> = {
  current: "in-sync",
  other: "unknown",
  missing: "failed",
};

const countColumn = (kind: SecretKind, header: string): Column<SealingKey> => ({
  id: kind,
  header,
  align: "right",
  width: "9rem",
  cell: ({ counts }) => <NumberValue value={counts[kind]} />,
});

const columns: readonly Column<SealingKey>[] = [
  {
    id: "key",
    header: "Key",
    mono: true,
    cell: ({ keyId }) => keyId ?? "none named",
    copy: ({ keyId }) => keyId,
  },
  {
    id: "standing",
    header: "Standing",
    cell: ({ standing }) => <StateBadge state={faces[standing]} label={standingLabels[standing]} look="plain" />,
  },
  countColumn("password", `${secretKindLabels.password}s`),
  countColumn("client-secret", `${secretKindLabels["client-secret"]}s`),
  countColumn("certificate", `${secretKindLabels.certificate}s`),
];

/** Which keys there are, what is sealed under each, and the way to bring everything under the current one. */
export function KeysCard({ view }: { view: KeysView }) {
  const current = view.keys.find(({ standing }) => standing === "current");
  const canReseal = view.openUnderOthers > 0 && !view.isResealing && current?.keyId;
  return (
    <>
      {view.workersWithout.length > 0 && (
        <Callout
          tone="failed"
          title={`${plural(view.workersWithout.length, "worker")} ${view.workersWithout.length === 1 ? "lacks" : "lack"} the current key`}
          remedy={
            <>
              Give {view.workersWithout.length === 1 ? "it" : "them"} the same <Code>SYNCBRIDGE_SECRET_KEY</Code> and{" "}
              <Code>SYNCBRIDGE_OTHER_SECRET_KEYS</Code> as this web process has, and restart{" "}
              {view.workersWithout.length === 1 ? "it" : "them"}.
            </>
          }
          action={<TextLink href="/settings/workers">All workers</TextLink>}
        >
          Runs fail there as soon as they need a secret that is sealed under it:{" "}
          {view.workersWithout.map(({ host, processId }) => `${host}, process ${processId}`).join("; ")}.
        </Callout>
      )}
      {view.failure !== null && view.openUnderOthers > 0 && (
        <Callout tone="failed" title="Secrets could not be sealed under the current key" remedy="Then try again.">
          {view.failure}
        </Callout>
      )}
      <Card
        title="Keys"
        padding="none"
        description="Passwords, client secrets and certificates are stored sealed. A key is named by the beginning of its SHA-256, which tells nothing of the key."
        actions={
          canReseal && (
            <ActionButton
              action={resealAction}
              input={{ keyId: current.keyId ?? "" }}
              done="A worker seals them now."
              variant="primary"
              confirm={{
                title: `Seal ${plural(view.openUnderOthers, "secret")} under the current key?`,
                body: resealBody(view),
                verb: "Seal them",
              }}
            >
              Seal all under the current key
            </ActionButton>
          )
        }
      >
        <DataTable
          label="Keys"
          columns={columns}
          page={{ rows: view.keys, nextCursor: null }}
          rowKey={({ keyId }) => keyId ?? "none"}
          path="/settings/keys"
          bare
        />
      </Card>
      <p className="max-w-prose text-pretty text-ink-muted text-sm">{nextStep(view)}</p>
      {view.openUnderOthers === 0 && view.lost.length === 0 && (
        <Callout title="To change the key">
          Put a new key into <Code>SYNCBRIDGE_OTHER_SECRET_KEYS</Code> of every process and restart them. Then make it{" "}
          <Code>SYNCBRIDGE_SECRET_KEY</Code>, with the present one among the others, and restart them again. Then seal
          everything here, and take the former key away.
        </Callout>
      )}
    </>
  );
}

function resealBody({ workersWithout }: KeysView): string {
  const lacking = workersWithout.length;
  return lacking > 0
    ? `${plural(lacking, "worker")} that ${lacking === 1 ? "is" : "are"} alive ${lacking === 1 ? "lacks" : "lack"} the current key and could not open these secrets any more: its runs would fail. Restart it with both keys first.`
    : "Syncs and pages go on meanwhile. Every worker that is alive has the current key; make sure that every web process does too: one that lacks it could not open these secrets any more.";
}

function nextStep({ isResealing, openUnderOthers }: KeysView): string {
  if (isResealing) {
    return `${plural(openUnderOthers, "secret")} ${openUnderOthers === 1 ? "is" : "are"} still sealed under another key. A worker is asked to seal them under the current one; this page follows it.`;
  }
  if (openUnderOthers > 0) {
    return `${plural(openUnderOthers, "secret")} ${openUnderOthers === 1 ? "opens" : "open"} by another key only. Keep that key until everything is sealed under the current one.`;
  }
  return "Everything that this process can open is sealed under the current key: no other key is needed for it.";
}

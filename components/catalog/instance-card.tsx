import { ActionButton } from "@/components/forms/action-button";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { setInstanceStatusAction } from "@/lib/features/databases/actions";
import { instanceRoleLabels } from "@/lib/features/databases/labels";
import type { DatabaseKind, InstanceRow } from "@/lib/features/databases/types";
import type { CatalogRights } from "./catalog-rights";
import { FailOverOrder } from "./fail-over-order";
import { FindingList } from "./finding-list";
import { readOptions } from "./instance-options";
import { InstanceStateBadge } from "./instance-state";
import { TestConnectionButton } from "./test-connection-button";
import { tlsModes } from "./tls-modes";

interface InstanceCardProps {
  instance: InstanceRow;
  /** All of the database, in the order in which they are tried. */
  instances: readonly InstanceRow[];
  kind: DatabaseKind;
  rights: CatalogRights;
}

/** One instance with its facts on the left and what its last test found on the right. */
export function InstanceCard({ instance, instances, kind, rights }: InstanceCardProps) {
  const place = instances.indexOf(instance) + 1;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          {instances.length > 1 && (
            <span className="figures grid size-5 place-items-center rounded-full border border-line-control text-xs">
              <span className="sr-only">Place </span>
              {place}
            </span>
          )}
          <span className="min-w-0 break-words">{instance.instanceLabel}</span>
          <Badge tone={instance.role === "PRIMARY" ? "accent" : "neutral"}>{instanceRoleLabels[instance.role]}</Badge>
          <InstanceStateBadge instance={instance} />
        </span>
      }
      actions={<InstanceActions instance={instance} rights={rights} />}
    >
      <div className="grid items-start gap-x-10 gap-y-5 lg:grid-cols-2">
        <div className="flex flex-col items-start gap-3">
          <Facts instance={instance} kind={kind} />
          {rights.manage && instances.length > 1 && (
            <div className="-ml-2 flex flex-wrap gap-1">
              <FailOverOrder databaseId={instance.databaseId} instances={instances} instance={instance} />
            </div>
          )}
        </div>
        <LastTest instance={instance} mayTest={rights.test} />
      </div>
    </Card>
  );
}

function InstanceActions({ instance, rights }: { instance: InstanceRow; rights: CatalogRights }) {
  const isActive = instance.status === "ACTIVE";
  return (
    <>
      {rights.manage && (
        <>
          <ActionButton
            action={setInstanceStatusAction}
            input={{ instanceId: instance.id, status: isActive ? "DISABLED" : "ACTIVE" }}
            done={isActive ? "Instance disabled" : "Instance enabled"}
            variant="quiet"
            confirm={
              isActive
                ? {
                    title: `Disable “${instance.instanceLabel}”?`,
                    body: "Nothing reads from it until it is enabled again; syncs go on with the next instance, if there is one.",
                    verb: "Disable",
                  }
                : undefined
            }
          >
            {isActive ? "Disable" : "Enable"}
          </ActionButton>
          <LinkButton href={`/databases/${instance.databaseId}/instances/${instance.id}/edit`}>Edit</LinkButton>
        </>
      )}
      {rights.test && <TestConnectionButton instanceId={instance.id} label={instance.instanceLabel} />}
    </>
  );
}

function Facts({ instance, kind }: { instance: InstanceRow; kind: DatabaseKind }) {
  const { tls, ...options } = readOptions(instance.config);
  const address = options.instanceName
    ? `${instance.host}\\${options.instanceName}`
    : `${instance.host}:${instance.port}`;
  const tlsMode = tls.mode ?? kind.defaultTlsMode;
  return (
    <KeyValues
      className="w-full"
      entries={[
        { label: "Address", value: <Code copy={address}>{address}</Code> },
        { label: "Database", value: <Code>{instance.dbName}</Code> },
        { label: "User", value: <Code>{instance.dbUser}</Code> },
        { label: "Encryption", value: tlsModes[tlsMode]?.label ?? tlsMode },
        options.readOnlyIntent && { label: "Intent", value: "read only" },
        options.includeSchemas.length > 0 && {
          label: "Only schemas",
          value: <Code>{options.includeSchemas.join(", ")}</Code>,
        },
        options.excludeSchemas.length > 0 && {
          label: "Not schemas",
          value: <Code>{options.excludeSchemas.join(", ")}</Code>,
        },
        { label: "Priority", value: <span className="figures">{instance.priority}</span> },
        { label: "Valid", value: <Validity instance={instance} /> },
        { label: "Last verified", value: <RelativeTime at={instance.lastVerifiedAt} /> },
        { label: "Read by", value: <Readers instance={instance} /> },
      ]}
    />
  );
}

function Validity({ instance: { validFrom, validTo } }: { instance: InstanceRow }) {
  if (validFrom === null && validTo === null) return "always";
  return (
    <span className="flex flex-wrap gap-x-1.5">
      {validFrom && (
        <span>
          from <ExactTime at={validFrom} />
        </span>
      )}
      {validTo && (
        <span>
          until <ExactTime at={validTo} />
        </span>
      )}
    </span>
  );
}

function Readers({ instance }: { instance: InstanceRow }) {
  if (instance.definitions.length === 0) return <span className="text-ink-faint">no sync yet</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1.5">
      {instance.definitions.map(({ id, name }) => (
        <TextLink key={id} href={`/syncs/${id}`} className="min-w-0">
          {name}
        </TextLink>
      ))}
    </span>
  );
}

function LastTest({ instance, mayTest }: { instance: InstanceRow; mayTest: boolean }) {
  const { verification } = instance;
  return (
    <section aria-label={`Last test of ${instance.instanceLabel}`} className="flex flex-col gap-3">
      <h3 className="border-line-faint border-b pb-2 text-ink-muted text-sm">
        Last test{" "}
        {verification && (
          <>
            · <RelativeTime at={verification.checkedAt} />
          </>
        )}
      </h3>
      {verification ? (
        <FindingList findings={verification.findings} />
      ) : (
        <p className="text-ink-muted">
          Not tested since the connection was entered or changed.
          {mayTest && " A test probes network, encryption, login, version and rights, and says what to mend."}
        </p>
      )}
    </section>
  );
}

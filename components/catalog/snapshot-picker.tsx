"use client";

import { ArrowRight, Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId } from "react";
import { buttonStyles } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { Label } from "@/components/ui/label";
import { Select } from "@/components/ui/select";
import { useViewer } from "@/components/ui/viewer";
import type { SnapshotRow } from "@/lib/features/tables/types";
import { exportHref } from "@/lib/format/export-href";
import { hrefWith } from "@/lib/format/table-state";
import { formatDateTime } from "@/lib/format/time";

interface SnapshotPickerProps {
  tableId: string;
  /** The newest first. */
  snapshots: readonly SnapshotRow[];
  earlier: SnapshotRow;
  later: SnapshotRow;
}

/** Which two snapshots are compared, in the address as soon as it changes. */
export function SnapshotPicker({ tableId, snapshots, earlier, later }: SnapshotPickerProps) {
  const router = useRouter();
  const show = (earlierId: string, laterId: string) =>
    router.replace(hrefWith(`/tables/${tableId}/snapshots`, {}, { earlier: earlierId, later: laterId }), {
      scroll: false,
    });
  // A link may name one that is older than the newest fifty.
  const known = [...snapshots, earlier, later];
  const choices = known.filter(({ id }, index) => known.findIndex((other) => other.id === id) === index);
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <Choice
        label="Earlier snapshot"
        snapshots={choices.filter(({ id }) => id !== later.id)}
        chosen={earlier.id}
        onChoose={(id) => show(id, later.id)}
      />
      <ArrowRight aria-hidden className="mb-2 size-4 text-accent max-sm:hidden" strokeWidth={1.75} />
      <Choice
        label="Later snapshot"
        snapshots={choices.filter(({ id }) => id !== earlier.id)}
        chosen={later.id}
        onChoose={(id) => show(earlier.id, id)}
      />
      <a
        href={exportHref("snapshots", { tableId })}
        download
        className={cx(buttonStyles({ variant: "quiet" }), "sm:ml-auto")}
      >
        <Download aria-hidden />
        All snapshots as CSV
      </a>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  snapshots: readonly SnapshotRow[];
  chosen: string;
  onChoose: (id: string) => void;
}

function Choice({ label, snapshots, chosen, onChoose }: ChoiceProps) {
  const { timeZone } = useViewer();
  const id = useId();
  return (
    <div className="flex w-full flex-col gap-1.5 sm:w-auto sm:min-w-80">
      <Label htmlFor={id}>{label}</Label>
      <Select id={id} value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {snapshots.map((snapshot) => (
          <option key={snapshot.id} value={snapshot.id}>
            {formatDateTime(snapshot.capturedAt, timeZone)}, {snapshot.columnCount} columns, {snapshot.instanceLabel}
          </option>
        ))}
      </Select>
    </div>
  );
}

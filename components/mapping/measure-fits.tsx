import { Ruler } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { measureFitsAction } from "@/lib/features/mapping/actions";
import type { MappingFit } from "@/lib/features/mapping/types";

/** Measures the fit of all mappings on the table's rows, and says when that was done last. */
export function MeasureFits({ definitionId, fits }: { definitionId: string; fits: readonly MappingFit[] }) {
  const measured = fits.flatMap((fit) => fit.measured ?? []);
  const [latest] = measured.toSorted((left, right) => right.at.getTime() - left.at.getTime());
  return (
    <div className="flex flex-wrap items-center justify-end gap-3">
      <span className="text-ink-muted text-sm">
        {latest ? (
          <>
            Fit measured <RelativeTime at={latest.at} />
            {latest.isOutdated && "; the mapping was changed since"}
          </>
        ) : (
          "The fit follows from the types; it was not measured on rows yet."
        )}
      </span>
      <ActionButton
        action={measureFitsAction}
        input={{ definitionId }}
        size="sm"
        icon={<Ruler aria-hidden />}
        done="The rows were looked at"
      >
        {latest ? "Measure fit again" : "Measure fit"}
      </ActionButton>
    </div>
  );
}

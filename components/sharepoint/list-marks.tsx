import { EyeOff, Unplug } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ListRow } from "@/lib/features/sharepoint/types";

/** What is unusual about a list: gone from its site, hidden, made by this product. */
export function ListMarks({ list }: { list: Pick<ListRow, "vanishedAt" | "isHidden" | "isProvisioned"> }) {
  return (
    <>
      {list.vanishedAt !== null && (
        <Badge tone="attention" icon={<Unplug aria-hidden />}>
          <span>
            Gone, noticed <RelativeTime at={list.vanishedAt} />
          </span>
        </Badge>
      )}
      {list.isHidden && <Badge icon={<EyeOff aria-hidden />}>Hidden</Badge>}
      {list.isProvisioned && <Badge tone="outline">Made from a table</Badge>}
    </>
  );
}

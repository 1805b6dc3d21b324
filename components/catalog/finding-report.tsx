import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { cx } from "@/components/ui/class-names";
import type { Findings } from "@/lib/features/verification/schema";
import { plural } from "@/lib/format/plural";
import { FindingList } from "./finding-list";

const faces = {
  error: { icon: CircleX, ink: "text-failed" },
  warning: { icon: TriangleAlert, ink: "text-attention" },
  ok: { icon: CircleCheck, ink: "text-good" },
};

/** What a test found, summed up in one line above its findings. */
export function FindingReport({ findings }: { findings: Findings }) {
  const count = (level: Findings[number]["level"]) => findings.filter((finding) => finding.level === level).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const { icon: Icon, ink } = faces[errors > 0 ? "error" : warnings > 0 ? "warning" : "ok"];
  return (
    <section aria-label="Result of the test" className="rounded-lg border border-line bg-surface">
      <p className="flex items-center gap-2.5 border-line border-b px-4 py-2.5 font-semibold text-ink">
        <Icon aria-hidden className={cx("size-4 shrink-0", ink)} strokeWidth={2} />
        {verdict(errors, warnings)}
      </p>
      <FindingList findings={findings} className="p-4" />
    </section>
  );
}

function verdict(errors: number, warnings: number): string {
  const also = warnings > 0 ? `, and ${plural(warnings, "warning")}` : "";
  if (errors > 0) return `Cannot be used yet: ${plural(errors, "thing")} to mend${also}`;
  if (warnings > 0) return `Works, with ${plural(warnings, "warning")}`;
  return "Works: everything that is needed was found";
}

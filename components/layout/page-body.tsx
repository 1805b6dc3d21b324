import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";

/** What stands under the PageHeader: as wide as tables may be, or as narrow as forms should be. */
export function PageBody({
  width = "table",
  className,
  children,
}: {
  width?: "table" | "form";
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className="px-4 py-5 lg:px-8">
      <div className={cx("mx-auto flex w-full max-w-table flex-col gap-6", className)}>
        {width === "form" ? <div className="flex w-full max-w-form flex-col gap-6">{children}</div> : children}
      </div>
    </div>
  );
}

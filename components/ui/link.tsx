import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A link to another page of the application. Nothing of that page is asked for before somebody goes there: all pages are made anew for each request, so
 * that asking for those behind every link in sight would cost the server more than the page itself and spare nobody any time.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}

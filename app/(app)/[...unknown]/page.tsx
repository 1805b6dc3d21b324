import { notFound } from "next/navigation";

/** Any address without a page: not found, but inside the shell. */
export default function Unknown() {
  notFound();
}

import { Fragment } from "react";
import { ExactTime } from "@/components/ui/exact-time";

const moment = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the engine, its moments in the viewer's zone. */
export function ToldText({ children }: { children: string }) {
  return children.split(moment).map((part, index) => (
    // Every second part is what the pattern caught.
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed sentence
    <Fragment key={index}>{index % 2 === 1 ? <ExactTime at={part} /> : part}</Fragment>
  ));
}

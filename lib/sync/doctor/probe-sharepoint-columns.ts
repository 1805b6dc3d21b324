import { listColumns } from "@/lib/graph/columns";
import { graphPath } from "@/lib/graph/path";
import type { ProbeQuestion } from "./probe-sharepoint-trial";
import { within } from "./probe-sharepoint-trial";
import {
  duplicateColumn,
  duplicateListStatus,
  hiddenColumns,
  isServed,
  servedOrRefused,
  statusLine,
} from "./probe-sharepoint-verdicts";

/** Rows 4, 16, 17 and 31. */
export const columnQuestions: readonly ProbeQuestion[] = [
  {
    what: "a currency column",
    switches: ["allowCurrencyColumns"],
    async ask(trial) {
      const answer = await trial.call("POST", `${trial.path}/columns`, {
        name: "ProbePrice",
        currency: { locale: "en-US" },
      });
      const verdict = servedOrRefused(answer, true, false);
      return [{ name: "allowCurrencyColumns", answered: statusLine(answer), verdict }];
    },
  },
  {
    what: "names that are taken",
    switches: ["duplicateColumn", "duplicateListStatus"],
    async ask(trial) {
      const body = { name: "ProbeShort", displayName: "ProbeShort", text: { maxLength: 10 } };
      const column = await trial.call("POST", `${trial.path}/columns`, body);
      const list = await trial.call("POST", graphPath`/sites/${trial.siteId}/lists`, {
        displayName: trial.listName,
        list: { template: "genericList" },
      });
      const got = within(column.body, "name");
      return [
        {
          name: "duplicateColumn",
          answered: statusLine(column),
          verdict: trial.column("ProbeShort")
            ? duplicateColumn(column, "ProbeShort", got)
            : { undecided: trial.lacking("ProbeShort") },
        },
        { name: "duplicateListStatus", answered: statusLine(list), verdict: duplicateListStatus(list) },
      ];
    },
  },
  {
    what: "a display name beside a name",
    switches: ["displayNameOnCreate"],
    async ask(trial) {
      const displayName = "Probe named otherwise";
      const answer = await trial.call("POST", `${trial.path}/columns`, {
        name: "ProbeNamed",
        displayName,
        text: { maxLength: 10 },
      });
      const got = within(answer.body, "displayName");
      const verdict = isServed(answer)
        ? ({ value: got === displayName ? "honour" : "ignore" } as const)
        : { undecided: "the column was refused" };
      return [{ name: "displayNameOnCreate", answered: statusLine(answer), verdict }];
    },
  },
  {
    what: "a hidden column",
    switches: ["hiddenColumns"],
    async ask(trial) {
      const answer = await trial.call("POST", `${trial.path}/columns`, {
        name: "ProbeHidden",
        hidden: true,
        text: { maxLength: 10 },
      });
      const answered = statusLine(answer);
      if (!isServed(answer)) {
        return [{ name: "hiddenColumns", answered, verdict: { undecided: "the column was refused" } }];
      }
      const named = async (includeHidden: boolean) => {
        const columns = await listColumns(trial.client, { ...trial, includeHidden }, trial.signal);
        return columns.some(({ name }) => name === "ProbeHidden");
      };
      const seen = { usual: await named(false), withHidden: await named(true) };
      return [{ name: "hiddenColumns", answered, verdict: hiddenColumns(seen) }];
    },
  },
];

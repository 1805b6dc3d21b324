"use server";

import { defineAction } from "@/lib/action";
import { countRows, profileColumn, profileTable, sampleTable } from "./mutations";
import { tablePolicies } from "./policy";
import { columnRef, sampleInput, tableRef } from "./schema";

const { readValues, measure } = tablePolicies;

export const sampleTableAction = defineAction({
  name: "tables.sample",
  input: sampleInput,
  policy: readValues,
  run: sampleTable,
});

export const profileTableAction = defineAction({
  name: "tables.profile",
  input: tableRef,
  policy: readValues,
  run: profileTable,
});

export const profileColumnAction = defineAction({
  name: "tables.profile-column",
  input: columnRef,
  policy: readValues,
  run: profileColumn,
});

export const countRowsAction = defineAction({
  name: "tables.count-rows",
  input: tableRef,
  policy: measure,
  run: countRows,
});

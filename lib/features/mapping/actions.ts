"use server";

import { defineAction } from "@/lib/action";
import {
  createListColumn,
  discardDraft,
  getColumnSamples,
  measureFits,
  publishDraft,
  rollBack,
  saveDraft,
  sendTestRow,
  tryRow,
  undoTestRow,
} from "./mutations";
import { mappingPolicies } from "./policy";
import { examineDocument } from "./queries";
import {
  createColumnInput,
  draftRef,
  examineInput,
  fitRef,
  publishDraftInput,
  rollBackInput,
  saveDraftInput,
  testRowInput,
  tryRowInput,
  undoTestInput,
} from "./schema";

export const measureFitsAction = defineAction({
  name: "mapping.measure-fits",
  input: fitRef,
  policy: mappingPolicies.measure,
  run: measureFits,
});

export const examineDocumentAction = defineAction({
  name: "mapping.examine-document",
  input: examineInput,
  policy: mappingPolicies.define,
  run: examineDocument,
});

export const saveDraftAction = defineAction({
  name: "mapping.save-draft",
  input: saveDraftInput,
  policy: mappingPolicies.define,
  run: saveDraft,
});

export const discardDraftAction = defineAction({
  name: "mapping.discard-draft",
  input: draftRef,
  policy: mappingPolicies.define,
  run: discardDraft,
});

export const publishDraftAction = defineAction({
  name: "mapping.publish-draft",
  input: publishDraftInput,
  policy: mappingPolicies.define,
  run: publishDraft,
});

export const rollBackAction = defineAction({
  name: "mapping.roll-back",
  input: rollBackInput,
  policy: mappingPolicies.define,
  run: rollBack,
});

export const getColumnSamplesAction = defineAction({
  name: "mapping.get-column-samples",
  input: fitRef,
  policy: mappingPolicies.read,
  run: getColumnSamples,
});

export const tryRowAction = defineAction({
  name: "mapping.try-row",
  input: tryRowInput,
  policy: mappingPolicies.define,
  run: tryRow,
});

export const createListColumnAction = defineAction({
  name: "mapping.create-list-column",
  input: createColumnInput,
  policy: mappingPolicies.define,
  run: createListColumn,
});

export const sendTestRowAction = defineAction({
  name: "mapping.send-test-row",
  input: testRowInput,
  policy: mappingPolicies.test,
  run: sendTestRow,
});

export const undoTestRowAction = defineAction({
  name: "mapping.undo-test-row",
  input: undoTestInput,
  policy: mappingPolicies.test,
  run: undoTestRow,
});

"use server";

import { defineAction } from "@/lib/action";
import {
  addSite,
  createConnection,
  proposeChoices,
  provisionList,
  requestDiscovery,
  setConnectionStatus,
  setSiteStatus,
  setSiteTimeZone,
  updateConnection,
  verifyConnection,
  verifyConnectionDraft,
} from "./mutations";
import { sharepointPolicies } from "./policy";
import { offerAdoption, reviseList, searchSites } from "./queries";
import {
  addSiteInput,
  connectionRef,
  connectionStatusInput,
  createConnectionInput,
  discoveryInput,
  proposeChoicesInput,
  provisionListInput,
  reviseListInput,
  searchSitesInput,
  siteStatusInput,
  siteTimeZoneInput,
  updateConnectionInput,
} from "./schema";

const { manage, discover, readValues } = sharepointPolicies;

export const createConnectionAction = defineAction({
  name: "connections.create",
  input: createConnectionInput,
  policy: manage,
  run: createConnection,
});

export const updateConnectionAction = defineAction({
  name: "connections.update",
  input: updateConnectionInput,
  policy: manage,
  run: updateConnection,
});

export const setConnectionStatusAction = defineAction({
  name: "connections.set-status",
  input: connectionStatusInput,
  policy: manage,
  run: setConnectionStatus,
});

export const verifyConnectionAction = defineAction({
  name: "connections.verify",
  input: connectionRef,
  policy: discover,
  run: verifyConnection,
});

export const verifyConnectionDraftAction = defineAction({
  name: "connections.verify-draft",
  input: createConnectionInput,
  policy: manage,
  run: verifyConnectionDraft,
});

export const addSiteAction = defineAction({
  name: "sites.add",
  input: addSiteInput,
  policy: discover,
  run: addSite,
});

export const requestDiscoveryAction = defineAction({
  name: "sites.discover",
  input: discoveryInput,
  policy: discover,
  run: requestDiscovery,
});

export const setSiteStatusAction = defineAction({
  name: "sites.set-status",
  input: siteStatusInput,
  policy: manage,
  run: setSiteStatus,
});

export const setSiteTimeZoneAction = defineAction({
  name: "sites.set-time-zone",
  input: siteTimeZoneInput,
  policy: manage,
  run: setSiteTimeZone,
});

export const provisionListAction = defineAction({
  name: "lists.provision",
  input: provisionListInput,
  policy: discover,
  run: async (context, input) => provisionList(context, input),
});

export const reviseListAction = defineAction({
  name: "lists.revise",
  input: reviseListInput,
  policy: sharepointPolicies.read,
  run: reviseList,
});

export const proposeChoicesAction = defineAction({
  name: "lists.propose-choices",
  input: proposeChoicesInput,
  policy: readValues,
  run: proposeChoices,
});

export const offerAdoptionAction = defineAction({
  name: "lists.offer-adoption",
  input: provisionListInput,
  policy: discover,
  run: offerAdoption,
});

export const searchSitesAction = defineAction({
  name: "sites.search",
  input: searchSitesInput,
  policy: discover,
  run: searchSites,
});

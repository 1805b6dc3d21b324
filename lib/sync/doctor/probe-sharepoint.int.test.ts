import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createGraphClient } from "@/lib/graph/client";
import { listLists } from "@/lib/graph/lists";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { READ_ONLY_CLIENT_ID, TRIAL_SECRET, WRITE_CLIENT_ID } from "@/sandbox/graph/directory";
import { defaultProfile, type Profile, profileSchema } from "@/sandbox/graph/profile";
import { findProbeSite, probeSharePoint } from "./probe-sharepoint";
import { findingsOf, type ProbeFinding, profileOf } from "./probe-sharepoint-report";
import { probeSwitches, type SharePointProfile, type SwitchName, valuesOf } from "./probe-sharepoint-switches";

const never = new AbortController().signal;
const names = Object.keys(probeSwitches) as SwitchName[];

/** What one list of the stand-in cannot tell under its usual profile. */
const untold = new Set<string>(["deltaGoneCode", "deltaPageCap"]);

function usual(): SharePointProfile {
  const profile: Readonly<Record<string, unknown>> = defaultProfile();
  return Object.fromEntries(names.filter((name) => !untold.has(name)).map((name) => [name, profile[name]]));
}

describe("the probe of a SharePoint site", () => {
  let graph: SandboxGraph;

  beforeAll(async () => {
    graph = await startSandboxGraph();
  });
  afterAll(() => graph.stop());
  afterEach(async () => {
    await graph.sandbox.levers.clearFaults();
    await graph.sandbox.levers.setProfile(defaultProfile());
  });

  const listNames = async () =>
    (await listLists(graph.client, { siteId: graph.site.id })).map(({ displayName }) => displayName);

  async function probed(): Promise<{ findings: readonly ProbeFinding[]; failures: readonly string[]; said: string[] }> {
    const said: string[] = [];
    const before = await listNames();
    const { client, site } = graph;
    const { told, failures } = await probeSharePoint({ client, site, say: (line) => said.push(line), signal: never });
    expect(await listNames()).toEqual(before);
    const findings = findingsOf(told);
    expect(findings.map(({ name }) => name).sort()).toEqual([...names].sort());
    return { findings, failures, said };
  }

  it("writes only names and values that the stand-in takes", () => {
    for (const name of names) {
      for (const value of valuesOf(name))
        expect(profileSchema.safeParse({ [name]: value }).success, `${name} ${value}`).toBe(true);
    }
  });

  it("finds the contract's assumptions in a tenant that is as assumed", async () => {
    await graph.sandbox.levers.clearRequests();
    const { findings, failures } = await probed();
    expect(failures).toEqual([]);
    expect(profileOf(findings)).toEqual(usual());
    expect(
      findings
        .filter(({ value }) => value === null)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...untold].sort());
    expect(findings.filter(({ value, isAssumed }) => value !== null && !isAssumed)).toEqual([]);
    const { latest } = await graph.sandbox.levers.requests(1_000);
    const calls = latest.filter(({ batch }) => batch === undefined);
    expect(calls.length).toBeLessThanOrEqual(80);
  });

  const changes: readonly Partial<Profile>[] = [
    {
      mismatchCode: "notAllowed",
      refuseFieldsPatch: false,
      allowCurrencyColumns: true,
      hyperlinkWrites: "patch",
      eTagBraces: true,
      postDateShift: true,
      readOnlyWrites: "ignore",
      lookupIdWrites: "number",
      duplicateColumn: "suffix",
      duplicateListStatus: "400",
      displayNameOnCreate: "ignore",
      strictDollar: true,
      hiddenColumns: "vanish",
      deltaPage: 100,
    },
    {
      enforceRequired: true,
      enforceNumberRange: true,
      enforceMaxLength: true,
      enforceChoices: false,
      enforceValidation: true,
      numberDigits: 12,
      firstYear: 1753,
      lastYear: 9999,
      uniqueCase: "counts",
      noteMaximum: 32_767,
      uniqueEmpties: "one",
      hiddenColumns: "ignore",
      nullOnCreate: "default",
      batchIfMatch: "ignore",
      eTagAfterPatch: "neither",
      hyperlinkWrites: "both",
      authorWrites: "accept",
      deltaPage: 90,
      deltaPageCap: 150,
    },
  ];

  it.each(changes)("finds what is different, and nothing else", async (change) => {
    await graph.sandbox.levers.setProfile(change);
    const { findings, failures } = await probed();
    expect(failures).toEqual([]);
    expect(profileOf(findings)).toEqual({ ...usual(), ...change });
  });

  it("asks about changes in the form that the tenant takes", async () => {
    await graph.sandbox.levers.setProfile({
      refuseFieldsPatch: true,
      mismatchCode: "notAllowed",
      batchIfMatch: "ignore",
    });
    const found = profileOf((await probed()).findings);
    const { eTagAfterPatch: _unknown, ...others } = usual();
    expect(found).toEqual({ ...others, refuseFieldsPatch: true, mismatchCode: "notAllowed", batchIfMatch: "ignore" });
  });

  it("finds the code of a 410, where a damaged token is answered with one", async () => {
    await graph.sandbox.levers.addFault({
      method: "GET",
      path: "/items/delta\\?token=",
      action: { kind: "answer", status: 410, body: { error: { code: "syncStateNotFound", message: "Gone." } } },
    });
    expect(profileOf((await probed()).findings).deltaGoneCode).toBe("syncStateNotFound");
  });

  it("says what a connection lacks before anything is made", async () => {
    for (const clientId of [READ_ONLY_CLIENT_ID, WRITE_CLIENT_ID]) {
      const client = createGraphClient({ ...graph.options, clientId, clientSecret: TRIAL_SECRET });
      await graph.sandbox.levers.clearRequests();
      await expect(findProbeSite(client, graph.site.webUrl, never)).rejects.toMatchObject({
        code: "graph-permission",
        remedy: expect.stringContaining("Sites.Manage.All") as string,
      });
      expect((await graph.sandbox.levers.requests()).latest.filter(({ method }) => method === "POST")).toEqual([]);
    }
    expect((await findProbeSite(graph.client, graph.site.webUrl, never)).id).toBe(graph.site.id);
  });

  it.each(["Making its columns", "Asking about changes", "Asking about pages"])(
    "removes the list when it is stopped while it says: %s",
    async (moment) => {
      const before = await listNames();
      const stopping = new AbortController();
      const said: string[] = [];
      const say = (line: string) => {
        said.push(line);
        if (line.startsWith(moment)) setTimeout(() => stopping.abort(new Error("Stopped by a person.")), 20);
      };
      const { client, site } = graph;
      await expect(probeSharePoint({ client, site, say, signal: stopping.signal })).rejects.toThrow(
        "Stopped by a person.",
      );
      expect(said.some((line) => line.startsWith(moment))).toBe(true);
      expect(await listNames()).toEqual(before);
    },
  );

  it("removes a list whose making lost its answer", async () => {
    const before = await listNames();
    await graph.sandbox.levers.addFault({ method: "POST", path: "/lists$", action: { kind: "dropAfter" }, times: 1 });
    const { client, site } = graph;
    await expect(probeSharePoint({ client, site, say: () => undefined, signal: never })).rejects.toMatchObject({
      code: "graph-in-doubt",
    });
    expect(await listNames()).toEqual(before);
  });

  it("goes on after a question without an answer, and says it", async () => {
    await graph.sandbox.levers.addFault({ method: "GET", path: "expand=fields$", action: { kind: "drop" } });
    const { findings, failures } = await probed();
    expect(failures).toEqual([expect.stringContaining("query options without $")]);
    const { strictDollar: _unanswered, ...others } = usual();
    expect(profileOf(findings)).toEqual(others);
  });

  it("stops asking when access is taken away, and still removes the list", async () => {
    const denied = {
      kind: "answer",
      status: 403,
      body: { error: { code: "accessDenied", message: "Denied." } },
    } as const;
    await graph.sandbox.levers.addFault({ method: "PATCH", path: "/items/", action: denied });
    const { findings, failures } = await probed();
    expect(failures).toEqual([expect.stringContaining("Denied.")]);
    const asked = findings.filter(({ value }) => value !== null).map(({ question }) => question);
    expect(new Set(asked)).toEqual(new Set([4, 10, 11, 16, 17, 24, 31]));
    expect(findings.find(({ name }) => name === "uniqueCase")?.meaning).toContain("not asked");
  });

  it("asks again what a batch put off", async () => {
    const action = { kind: "answer", status: 429, headers: { "Retry-After": "0" } } as const;
    await graph.sandbox.levers.addFault({ method: "POST", path: "/items", where: "entry", action, times: 12 });
    const { findings, failures } = await probed();
    expect(failures).toEqual([]);
    expect(profileOf(findings)).toEqual(usual());
  });

  it("removes the list although Graph breaks off and is busy", async () => {
    const { levers } = graph.sandbox;
    await levers.addFault({ method: "DELETE", path: "/lists/", action: { kind: "answer", status: 500 }, times: 1 });
    await levers.addFault({ method: "DELETE", path: "/lists/", action: { kind: "dropAfter" }, times: 1 });
    expect((await probed()).failures).toEqual([]);
  });

  it("names the address of a list that it could not remove", async () => {
    await graph.sandbox.levers.addFault({ method: "DELETE", path: "/lists/", action: { kind: "answer", status: 423 } });
    const { client, site } = graph;
    const { failures } = await probeSharePoint({ client, site, say: () => undefined, signal: never });
    await graph.sandbox.levers.clearFaults();
    const left = (await listLists(client, { siteId: site.id })).find(({ displayName }) =>
      displayName.startsWith("SyncBridge probe"),
    );
    expect(failures).toEqual([expect.stringContaining(`/lists/${left?.id}`)]);
    expect(failures[0]).toContain(`"${left?.displayName}"`);
  });
});

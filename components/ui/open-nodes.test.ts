import { describe, expect, it } from "vitest";
import { keyInTree, openNodes } from "./open-nodes";

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly children: readonly Thing[];
}
const thing = (id: string, children: readonly Thing[] = []): Thing => ({ id, name: `${id} name`, children });
const tree = [thing("crm", [thing("sales", [thing("main"), thing("spare")]), thing("leads")]), thing("hr")];
const shownWith = (open: readonly string[]) => openNodes(tree, (id) => open.includes(id));
const ids = (shown: ReturnType<typeof shownWith>) => shown.map(({ node }) => node.id);

describe("a tree", () => {
  it("shows what stands below open nodes only", () => {
    expect(ids(shownWith([]))).toEqual(["crm", "hr"]);
    expect(ids(shownWith(["sales"]))).toEqual(["crm", "hr"]);
    expect(ids(shownWith(["crm", "sales"]))).toEqual(["crm", "sales", "main", "spare", "leads", "hr"]);
  });

  it("knows of each its level and its place among its siblings", () => {
    const spare = shownWith(["crm", "sales"]).find(({ node }) => node.id === "spare");
    expect(spare).toMatchObject({ level: 3, place: 2, siblings: 2, parentId: "sales", isOpen: false });
  });

  it("opens by its level where told so", () => {
    expect(ids(openNodes(tree, (_, level) => level < 2))).toEqual(["crm", "sales", "leads", "hr"]);
  });
});

describe("keys in a tree", () => {
  const shown = shownWith(["crm", "sales"]);
  const at = (id: string) => ids(shown).indexOf(id);

  it.each([
    ["ArrowDown", "crm", { goTo: "sales" }],
    ["ArrowDown", "hr", {}],
    ["ArrowUp", "sales", { goTo: "crm" }],
    ["ArrowUp", "crm", {}],
    ["Home", "hr", { goTo: "crm" }],
    ["End", "crm", { goTo: "hr" }],
    ["ArrowRight", "crm", { goTo: "sales" }],
    ["ArrowRight", "main", {}],
    ["ArrowLeft", "crm", { toggle: "crm" }],
    ["ArrowLeft", "main", { goTo: "sales" }],
    ["ArrowLeft", "hr", {}],
    ["l", "crm", { goTo: "leads" }],
    ["S", "sales", { goTo: "spare" }],
    ["s", "hr", { goTo: "sales" }],
    ["x", "crm", {}],
    ["Enter", "crm", null],
    ["/", "crm", null],
    ["Tab", "crm", null],
  ])("%s at %s", (key, id, answer) => {
    expect(keyInTree(key, shown, at(id))).toEqual(answer);
  });

  it("open what is closed", () => {
    expect(keyInTree("ArrowRight", shownWith([]), 0)).toEqual({ toggle: "crm" });
  });
});

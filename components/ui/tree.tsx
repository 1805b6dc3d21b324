"use client";

import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { cx } from "./class-names";
import { Link } from "./link";
import { keyInTree, type OpenNode, openNodes } from "./open-nodes";

/** A thing with those that stand below it. */
export interface TreeNode {
  readonly id: string;
  readonly href: string;
  /** What it is called: begins with what one types to go there. */
  readonly name: string;
  /** Before the name: an icon. */
  readonly icon: ReactNode;
  /** Behind the name: its state and kind, read with it. */
  readonly marks?: ReactNode;
  /** At the right edge: figures. Text only, since a tree holds nothing but its nodes. */
  readonly facts?: ReactNode;
  readonly children: readonly TreeNode[];
}

interface TreeProps {
  /** What the nodes are, for those who cannot see them. */
  label: string;
  nodes: readonly TreeNode[];
  /** Nodes above this level begin open: with 1 only the roots are shown. */
  openLevels: number;
}

/** Links as a tree: arrows up and down walk, right opens or goes below, left closes or goes above, a letter goes to the next that begins so. */
export function Tree({ label, nodes, openLevels }: TreeProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = openNodes(nodes, (id, level) => toggled.has(id) !== level < openLevels);
  const toggle = (id: string) =>
    setToggled((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]));
  const focus = (id: string) => {
    setCurrent(id);
    list.current?.querySelector<HTMLElement>(`[data-node="${id}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const answer = keyInTree(event.key, shown, at);
    if (answer === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (answer.toggle) toggle(answer.toggle);
    if (answer.goTo) focus(answer.goTo);
  };
  const entry = shown.some(({ node }) => node.id === current) ? current : shown[0]?.node.id;
  return (
    <div ref={list} role="tree" aria-label={label} className="flex flex-col">
      {shown.map((open, at) => (
        <Branch
          key={open.node.id}
          open={open}
          isEntry={open.node.id === entry}
          onToggle={() => toggle(open.node.id)}
          onFocus={() => setCurrent(open.node.id)}
          onKeyDown={(event) => onKeyDown(event, at)}
        />
      ))}
    </div>
  );
}

interface BranchProps {
  open: OpenNode<TreeNode>;
  isEntry: boolean;
  onToggle: () => void;
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function Branch({
  open: { node, level, isOpen, place, siblings },
  isEntry,
  onToggle,
  onFocus,
  onKeyDown,
}: BranchProps) {
  const hasChildren = node.children.length > 0;
  return (
    <div
      className="flex min-h-(--row) items-center gap-1 border-line-faint border-b pr-4 last:border-b-0 focus-within:bg-hover hover:bg-hover"
      style={{ paddingLeft: `${0.5 + (level - 1) * 1.5}rem` }}
    >
      <button
        type="button"
        aria-hidden
        tabIndex={-1}
        disabled={!hasChildren}
        onClick={onToggle}
        className={cx(
          "grid size-6 shrink-0 place-items-center rounded-sm text-ink-faint hover:text-ink",
          !hasChildren && "invisible",
        )}
      >
        <ChevronRight className={cx("size-4 transition-transform", isOpen && "rotate-90")} strokeWidth={1.75} />
      </button>
      <Link
        role="treeitem"
        href={node.href}
        // A tree shows hundreds at once.
        prefetch={false}
        data-node={node.id}
        tabIndex={isEntry ? 0 : -1}
        aria-level={level}
        aria-posinset={place}
        aria-setsize={siblings}
        aria-expanded={hasChildren ? isOpen : undefined}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
        className="flex min-w-0 flex-1 items-center gap-2 self-stretch rounded-sm px-1 text-ink -outline-offset-2 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-faint [&>svg]:stroke-[1.75]"
      >
        {node.icon}
        <span dir="auto" className={cx("truncate", level === 1 && "font-medium")}>
          {node.name}
        </span>
        {node.marks}
      </Link>
      {node.facts && (
        <span
          className="max-w-1/2 shrink-0 truncate text-ink-muted text-sm max-md:hidden"
          title={typeof node.facts === "string" ? node.facts : undefined}
        >
          {node.facts}
        </span>
      )}
    </div>
  );
}

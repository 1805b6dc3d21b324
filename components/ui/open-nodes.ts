interface Node<Self> {
  readonly id: string;
  readonly name: string;
  readonly children: readonly Self[];
}

/** A node of a tree that is shown, since all above it are open. */
export interface OpenNode<N extends Node<N>> {
  readonly node: N;
  readonly parentId: string | null;
  /** 1 for roots. */
  readonly level: number;
  readonly isOpen: boolean;
  /** Its number among its siblings, from 1 on, and how many they are. */
  readonly place: number;
  readonly siblings: number;
}

/** The nodes that are shown, from top to bottom. */
export function openNodes<N extends Node<N>>(
  nodes: readonly N[],
  isOpen: (id: string, level: number) => boolean,
  parentId: string | null = null,
  level = 1,
): readonly OpenNode<N>[] {
  return nodes.flatMap((node, at) => {
    const open = node.children.length > 0 && isOpen(node.id, level);
    const own = { node, parentId, level, isOpen: open, place: at + 1, siblings: nodes.length };
    return open ? [own, ...openNodes(node.children, isOpen, node.id, level + 1)] : [own];
  });
}

/** What a key does at the shown node `at`: go to a node, open or close one; `null` for keys that mean nothing there. */
export function keyInTree<N extends Node<N>>(
  key: string,
  shown: readonly OpenNode<N>[],
  at: number,
): { readonly goTo?: string; readonly toggle?: string } | null {
  const here = shown[at];
  if (here === undefined) return null;
  const goTo = (found: OpenNode<N> | undefined) => (found ? { goTo: found.node.id } : {});
  switch (key) {
    case "ArrowDown":
      return goTo(shown[at + 1]);
    case "ArrowUp":
      return goTo(shown[at - 1]);
    case "Home":
      return goTo(shown[0]);
    case "End":
      return goTo(shown.at(-1));
    case "ArrowRight":
      if (here.node.children.length === 0) return {};
      return here.isOpen ? goTo(shown[at + 1]) : { toggle: here.node.id };
    case "ArrowLeft":
      if (here.isOpen) return { toggle: here.node.id };
      return here.parentId === null ? {} : { goTo: here.parentId };
    default:
      return key.length === 1 && /[\p{L}\p{N}]/u.test(key) ? goTo(nextNamed(key, shown, at)) : null;
  }
}

function nextNamed<N extends Node<N>>(letter: string, shown: readonly OpenNode<N>[], at: number) {
  const wanted = letter.toLowerCase();
  return [...shown.slice(at + 1), ...shown.slice(0, at)].find(({ node }) => node.name.toLowerCase().startsWith(wanted));
}

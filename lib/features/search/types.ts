export interface FoundThing {
  readonly label: string;
  readonly hint: string | null;
  readonly href: string;
}

export interface FoundGroup {
  readonly label: string;
  readonly hits: readonly FoundThing[];
}

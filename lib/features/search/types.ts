export interface FoundThing {
  readonly label: string;
  readonly hint: string | null;
  readonly href: string;
}

/** Something that can be done with what a text names, by a person with these roles. */
export interface FoundCommand {
  readonly verb: "run" | "plan" | "pause" | "enable" | "introspect";
  /** The definition's id, or the database's for `introspect`. */
  readonly id: string;
  readonly name: string;
  /** What it works on: the list that a definition writes to, or a database's application. */
  readonly hint: string;
}

export interface Found {
  readonly groups: readonly FoundGroup[];
  readonly commands: readonly FoundCommand[];
}

export interface FoundGroup {
  readonly label: string;
  readonly hits: readonly FoundThing[];
}

/** What the viewer may do with a database; what one may not do is not shown, and refused by the server all the same. */
export interface CatalogRights {
  readonly introspect: boolean;
  readonly test: boolean;
  readonly manage: boolean;
}

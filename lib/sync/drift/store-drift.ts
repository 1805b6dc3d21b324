/** Settles findings whose difference went away before anybody looked. */
export const settledByIntrospection = "Introspection";

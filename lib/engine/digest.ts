import { hash } from "node:crypto";

/** Lower-case hex SHA-256 of a text's UTF-8 form. In one call: a run computes millions, and a `Hash` object each costs twice the time. */
export const sha256 = (text: string): string => hash("sha256", text, "hex");

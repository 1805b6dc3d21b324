import { markId } from "../mark";
import { definitionOf, pushed, targetColumn } from "./definitions";
import { MemoryWorld } from "./memory-world";

// Rows of one name that come and go.

export const name = pushed("name", "text", targetColumn("Title", "text", { maxLength: 20 }));
export const markField = targetColumn("LeftAt", "date-time");
export const base = definitionOf([name]);
/** When memory's readings are taken. */
export const goneAt = "2026-01-01T00:00:00Z";

export const row = (id: number, text = `row ${id}`) => ({ id: String(id), name: text });
export const rows = (...ids: number[]) => ids.map((id) => row(id));

/** A world whose list has a column for marks too. */
export const worldOfNames = () => new MemoryWorld(base, { fields: [name.id, markId] });

import { type ErrorEntry, entry } from "./entry";

/** Codes of one row that cannot be synced. */
export const rejectionCodes = {
  "key-null": entry(
    "A key column is empty.",
    "The row has NULL in a column that identifies it.",
    "Fill the column, or choose another key.",
  ),
  "key-duplicate": entry(
    "Several rows have the same key.",
    "The key identified its rows when it was chosen, and no longer does: its constraint was dropped, or rows of child tables count in.",
    "Make the key unique again in the database, or choose another key.",
  ),
  "text-too-long": entry(
    "The text is too long for the column.",
    "The list column holds fewer characters than the value has.",
    "Shorten the value, or map to a multi-line column.",
  ),
  "text-illegal-character": entry(
    "The text holds a character that SharePoint cannot store.",
    "Control characters and lone surrogates are not allowed in list text.",
    "Remove the character in the source.",
  ),
  "number-not-exact": entry(
    "The number cannot be held exactly.",
    "List numbers are doubles; this one has more digits than a double keeps.",
    "Map the column to a text column.",
  ),
  "number-invalid": entry(
    "This is not a number a list can hold.",
    "NaN, infinity and text that is no number have no place in a number column.",
    "Correct the value, or map to a text column.",
  ),
  "date-out-of-range": entry(
    "The date is outside what a list can hold.",
    "SharePoint dates run from 1900 to 8900.",
    "Correct the value, or map to a text column.",
  ),
  "date-invalid": entry(
    "This is not a date.",
    "The value cannot be read as a date or time.",
    "Correct the value, or map to a text column.",
  ),
  "boolean-invalid": entry(
    "This is not a yes or no.",
    "The value is neither true nor false.",
    "Map to a text or choice column.",
  ),
  "choice-unknown": entry(
    "The value is not among the column's choices.",
    "The choice column does not allow this value; case matters.",
    "Add the choice to the list column, or correct the value.",
  ),
  "type-unmappable": entry(
    "This type cannot be written to a list.",
    "Binary data has no form in a SharePoint list.",
    "Leave the column out of the mapping.",
  ),
  "parent-missing": entry(
    "The row refers to a row that has no item yet.",
    "A lookup column takes the parent's item, and the sync that fills the parent list has not made it: its own run is due, or the parent row was refused.",
    "Run the parent's sync, or cure its rejection; this row is judged again by each run.",
  ),
  "person-unknown": entry(
    "The site does not know this person.",
    "A person column takes the id of the site's own user list, which holds only those who have been at the site. Graph cannot add anybody.",
    "Ask the person to open the site once, or correct the e-mail address; the row is judged again by each run.",
  ),
  "expression-failed": entry(
    "The mapping's expression failed for this row.",
    "The row holds a value that the expression cannot compute with, or the work for it exceeds the bound of one row.",
    "Correct the value, or change the expression so that it deals with such values; its preview shows the row.",
  ),
  "filter-failed": entry(
    "The row filter failed for this row.",
    "The row holds a value that the filter cannot compute with, so that nobody can say whether the row belongs to the sync.",
    "Correct the value, or change the filter so that it deals with such values. The row's item stays as it is.",
  ),
  "unique-clash": entry(
    "Another item holds this value already.",
    "A unique column of the list has the value in an item that belongs to another row or to nobody.",
    "Change the value, remove the other item, or lift the uniqueness of the column.",
  ),
  "item-refused": entry(
    "SharePoint refuses this item.",
    "Graph answered that the content cannot be accepted.",
    "Read Graph's message; correct the value, the mapping or the column.",
  ),
  "edited-in-list": entry(
    "Someone edited the item in the list.",
    "The item's mapped fields differ from what was sent last, and the conflict policy leaves the decision to a person.",
    "Decide on the row's page, or for many in the ledger: take the table's value, or keep the list's until the row changes that field again.",
  ),
  "ping-pong": entry(
    "Something keeps setting a field back.",
    "Three times in a row a value that was written was replaced by the same other value, and not by a person: a flow or another application answers each write.",
    "Find what changes the column in the list, or leave the column out of the mapping. Then decide on the row's page whose value stands; a new value of the row is written again by itself.",
  ),
  "item-closed": entry(
    "SharePoint does not let this item be written.",
    "The item is locked, checked out, under retention, or has permissions of its own, while others of the list can be written.",
    "Look at the item's permissions and its retention label in SharePoint. It is tried again after a while by itself.",
  ),
  "write-put-off": entry(
    "SharePoint puts this write off again and again.",
    "It asked to wait with this item many times over, although it served others meanwhile.",
    "Open the item in the list and look whether it can be edited there. It is tried again after a while by itself.",
  ),
  "busy-item": entry(
    "The item keeps changing.",
    "Three times in a row someone else changed the item before it could be written.",
    "It is tried again with the next run.",
  ),
} as const satisfies Record<string, ErrorEntry>;

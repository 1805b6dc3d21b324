/** The form that the table's checkboxes belong to, wherever they stand. */
export const decisionForm = "entry-decisions";

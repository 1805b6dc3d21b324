/** Graph's words for list templates (`list.template`) as SharePoint's own pages call them. */
const templateLabels: Readonly<Record<string, string>> = {
  genericList: "List",
  documentLibrary: "Document library",
  survey: "Survey",
  links: "Links",
  announcements: "Announcements",
  contacts: "Contacts",
  events: "Calendar",
  tasks: "Tasks",
  tasksWithTimelineAndHierarchy: "Tasks",
  discussionBoard: "Discussion board",
  pictureLibrary: "Picture library",
  issueTracking: "Issue tracking",
  webPageLibrary: "Page library",
  userInformation: "People of the site",
};

/** A template without a word of its own keeps Graph's. */
export function templateLabel(template: string): string {
  return templateLabels[template] ?? template;
}

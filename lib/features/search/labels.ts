/** Characters of what is searched for. */
export const longestSearch = 200;

/** Entries of a label map as options, in their order. */
export const optionsOf = <Value extends string>(
  words: Readonly<Record<Value, { readonly label: string; readonly meaning: string }>>,
) =>
  (Object.keys(words) as Value[]).map((value) => ({
    value,
    label: words[value].label,
    meaning: words[value].meaning,
  }));

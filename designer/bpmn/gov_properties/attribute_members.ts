/** The words of a list attribute; while it is not set, those that hold then. */
export const membersOf = (text: unknown, unset: readonly string[]): readonly string[] =>
  typeof text === 'string' ? text.split(/[,，\s]+/).filter((word) => word !== '') : unset

/** The list with or without one word, the others in their order; words that no box stands for stay. An empty list is a list, too: nothing is allowed. */
export const withMember = (members: readonly string[], word: string, isMember: boolean): string =>
  [...members.filter((one) => one !== word), ...(isMember ? [word] : [])].join(',')

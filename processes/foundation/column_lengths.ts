/** Longest id of a unit or a person, in characters. */
export const ID_LENGTH = 64

/** Longest word of a closed list, in characters; a month is one. */
export const WORD_LENGTH = 24

/** C0 and C1 controls, zero-width marks and bidirectional overrides: nothing a name needs, much that misleads its reader. */
export const CONTROL_CHARACTERS = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

export const hasControlCharacters = (text: string): boolean => text.search(CONTROL_CHARACTERS) >= 0

/** Address of the list behind a number of the board. */
export const itemsAddress = (filter: Readonly<Record<string, string>>): string => `/board/items?${new URLSearchParams(filter).toString()}`

/** `95.2%`; a dash where nothing was decided. */
export const rateText = (rate: number | null): string => (rate === null ? '—' : `${(rate * 100).toFixed(1)}%`)

/** The cards behind a number of the board. */
export const cardsAddress = (filter: Record<string, string>): string => `/supervision?${new URLSearchParams(filter).toString()}`

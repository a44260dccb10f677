/** Choices of the lists; their words stand in the locale files. */
export const PHASES = ['open', 'held', 'merged', 'closed'] as const
export const CATEGORIES = ['construction', 'environment', 'safety', 'security', 'petition'] as const

/** `83.3 %`; a dash where there was nothing to count. */
export const percent = (share: number | null): string => (share === null ? '—' : `${Math.round(share * 1000) / 10} %`)

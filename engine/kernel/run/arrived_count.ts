import type { ArrivedTokens } from '../state.js'

/** How many tokens have come to a join and wait there; none = 0. */
export const arrivedCount = (arrived: readonly ArrivedTokens[] = []): number => arrived.reduce((sum, { count }) => sum + count, 0)

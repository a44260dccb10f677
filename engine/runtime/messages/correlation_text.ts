import { hash as digest } from 'node:crypto'

const LIMIT = 120

/** A correlation key as it is stored and looked up: long ones by their digest, so that any key fits an index. */
export const correlationText = (key: string | null): string | null =>
  key === null || key.length <= LIMIT ? key : `sha256:${digest('sha256', key, 'hex')}`

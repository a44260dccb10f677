import { databaseUnavailable, diskFull } from '../errors.js'

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String((error as { code: unknown }).code) : ''

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '')

/** The disk below the database has no room: SQLite's own codes, MySQL's, and what the system says. */
const isFull = (error: unknown): boolean =>
  ['SQLITE_FULL', 'ENOSPC', 'ER_DISK_FULL', 'ER_RECORD_FILE_FULL'].includes(codeOf(error)) || /No space left on device|errno: 28\b/.test(messageOf(error))

const GONE = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'PROTOCOL_CONNECTION_LOST', 'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_SEQUENCE_TIMEOUT', 'ER_SERVER_SHUTDOWN', 'ER_CON_COUNT_ERROR',
])

/** The database server is not there, or went away in the middle. */
const isGone = (error: unknown): boolean => GONE.has(codeOf(error)) || /connection is in closed state|Timeout acquiring a connection/.test(messageOf(error))

/** What went wrong in the world below the database, in words for people and with 503; anything else as it is. */
export function plainly(error: unknown): unknown {
  if (isFull(error)) return diskFull(error)
  return isGone(error) ? databaseUnavailable(error) : error
}

import { hash as digest } from 'node:crypto'
import { badCursor } from '#engine/runtime/errors'
import { canonicalJson } from '#engine/runtime/journal/canonical_json'

/** Where a keyset page ended. */
export interface Position {
  sort: number | string
  id: string
}

/** What a cursor is bound to: filters and sort, as 16 hex digits. */
export const listSignature = (...bound: unknown[]): string => digest('sha256', canonicalJson(bound), 'hex').slice(0, 16)

export const writeCursor = (signature: string, position: Position): string =>
  Buffer.from(JSON.stringify([signature, position.sort, position.id])).toString('base64url')

/** Null for a first page; E_RUNTIME_BAD_CURSOR for anything that this list did not hand out. */
export const readCursor = (after: string | null | undefined, signature: string): Position | null => {
  if (!after) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(after, 'base64url').toString())
  } catch {
    throw badCursor()
  }
  if (!Array.isArray(parsed) || parsed[0] !== signature || typeof parsed[2] !== 'string') throw badCursor()
  const sort: unknown = parsed[1]
  if (typeof sort !== 'string' && !Number.isSafeInteger(sort)) throw badCursor()
  return { sort: sort as Position['sort'], id: parsed[2] }
}

import { createHash } from 'node:crypto'
import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import { problem } from '../http/problem.js'

export const DEFAULT_LIMIT = 50

export const pageRequest = (query: { limit?: number; after?: string }): PageRequest => ({ limit: query.limit ?? DEFAULT_LIMIT, after: query.after ?? null })

/** A page of rows as a page of what they look like outside. */
export async function presentPage<Row, Item>(page: Page<Row>, present: (row: Row) => Promise<Item> | Item): Promise<{ data: Item[]; next: string | null }> {
  return { data: await Promise.all(page.data.map(present)), next: page.next }
}

const bindingOf = (filters: unknown): string => createHash('sha256').update(JSON.stringify(filters)).digest('base64url').slice(0, 12)

/**
 * Pages a list that lies in memory, already sorted by `keyOf` ascending. The cursor is the last key, bound to the filters.
 */
export function pageOfSorted<Row>(rows: readonly Row[], keyOf: (row: Row) => string, filters: unknown, request: PageRequest): Page<Row> {
  const last = request.after ? readCursor(request.after, filters) : null
  const rest = last === null ? rows : rows.filter((row) => keyOf(row) > last)
  const data = rest.slice(0, request.limit)
  return { data, next: rest.length > data.length ? cursorOf(keyOf(data.at(-1)!), filters) : null }
}

export const cursorOf = (key: string, filters: unknown): string => Buffer.from(JSON.stringify([key, bindingOf(filters)])).toString('base64url')

/** The key of a cursor made for the same filters; another is a 400. */
export function readCursor(cursor: string, filters: unknown): string {
  try {
    const [key, binding] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown]
    if (typeof key === 'string' && binding === bindingOf(filters)) return key
  } catch {
    // falls through to the refusal: a torn cursor and a foreign one are told the same
  }
  throw problem(400, 'E_BAD_CURSOR', '翻页标记与当前的筛选或排序不符。请从第一页重新打开列表。')
}

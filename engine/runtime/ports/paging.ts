/**
 * A page asked for: `limit` 1…200 and the cursor the page before ended with. A cursor of other filters or another sort is refused with the
 * exception `E_RUNTIME_BAD_CURSOR` (400).
 */
export interface PageRequest {
  limit: number
  after?: string | null
}

/** Keyset page, stable under inserts. `next` null = the end. */
export interface Page<Row> {
  data: Row[]
  next: string | null
}

/** A badge: exact up to 99, `capped` from 100 on (shown as 99+). */
export interface Badge {
  count: number
  capped: boolean
}

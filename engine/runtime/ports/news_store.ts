/** News of one group, as another node left it. */
export interface NewsRow {
  seq: number
  node: string
  /** JSON list of `{instanceId, revision, touched}`. */
  body: string
}

/**
 * How nodes over one database hear of each other's commits. Rows are written by the bus in the group's own transaction; sequence numbers
 * are given before the commit, so a smaller one may appear after a larger one.
 */
export interface NewsStore {
  /** Largest number so far, 0 when there is none. */
  last(): Promise<number>
  /** Rows of other nodes than this one above this number, in order. */
  since(seq: number, exceptNode: string): Promise<NewsRow[]>
  removeBefore(atMs: number): Promise<number>
}

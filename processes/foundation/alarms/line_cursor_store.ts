/** How far a line has read what it reads by key, so that the next start, or another node, goes on there. */
export interface LineCursorStore {
  /** Null = it has never read. */
  load(line: string): Promise<string | null>
  /** Durable when it resolves. `cursor` is the line's own text, at most 60 KB. */
  save(line: string, cursor: string, nowMs: number): Promise<void>
}

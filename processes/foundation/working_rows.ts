import { rowKeyText, type BusinessRow, type RowChange, type RowKey } from '#engine/runtime/participant'

/**
 * The rows of one reaction: what was loaded, and what this step puts over it. A row that has not been loaded reads as absent and is
 * noted, so that `reads` is a trial run of the reaction itself: repeated until nothing is noted any more.
 */
export class WorkingRows {
  readonly #loaded: ReadonlyMap<string, BusinessRow | null>
  readonly #changes = new Map<string, RowChange>()
  readonly #wanted = new Map<string, RowKey>()

  constructor(loaded: ReadonlyMap<string, BusinessRow | null>) {
    this.#loaded = loaded
  }

  /** The row as this step sees it; null when there is none, or none has been loaded yet. */
  get<Row extends object>(table: string, key: string): Row | null {
    const text = rowKeyText({ table, key })
    const change = this.#changes.get(text)
    if (change !== undefined) return (change.row ?? null) as Row | null
    const loaded = this.#loaded.get(text)
    if (loaded === undefined) this.#wanted.set(text, { table, key })
    return (loaded ?? null) as Row | null
  }

  /** Whether what `get` answers is known; asks for the row if not. */
  isLoaded(table: string, key: string): boolean {
    this.get(table, key)
    return !this.#wanted.has(rowKeyText({ table, key }))
  }

  put<Row extends object>(table: string, key: string, row: Row): void {
    this.#changes.set(rowKeyText({ table, key }), { table, key, operation: 'put', row: row as BusinessRow })
  }

  remove(table: string, key: string): void {
    this.#changes.set(rowKeyText({ table, key }), { table, key, operation: 'delete' })
  }

  /** Everything asked for so far was loaded. */
  get isComplete(): boolean {
    return this.#wanted.size === 0
  }

  /** Rows asked for that were not loaded. */
  wanted(): RowKey[] {
    return [...this.#wanted.values()]
  }

  changes(): RowChange[] {
    return [...this.#changes.values()]
  }
}

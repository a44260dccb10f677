import { rowKeyText, type BusinessRow, type RowChange, type RowKey } from '#engine/runtime/participant'

/**
 * The rows of one reaction: what was loaded, and what this step has put over it. Reading what has not been loaded asks for it, so
 * that `reads` and `react` are one walk over the same code.
 */
export class WorkingRows {
  readonly #loaded: ReadonlyMap<string, BusinessRow | null>
  readonly #put = new Map<string, { key: RowKey; row: BusinessRow }>()
  readonly #wanted = new Map<string, RowKey>()

  constructor(loaded: ReadonlyMap<string, BusinessRow | null>) {
    this.#loaded = loaded
  }

  /** The row as this step sees it: null when there is none, undefined when it has to be loaded first. */
  get<Row extends object>(table: string, key: string): Row | null | undefined {
    const text = rowKeyText({ table, key })
    const put = this.#put.get(text)
    if (put !== undefined) return put.row as Row
    const loaded = this.#loaded.get(text)
    if (loaded === undefined) this.#wanted.set(text, { table, key })
    return loaded as Row | null | undefined
  }

  put<Row extends object>(table: string, key: string, row: Row): void {
    this.#put.set(rowKeyText({ table, key }), { key: { table, key }, row: row as BusinessRow })
  }

  /** Rows asked for that were not loaded. */
  wanted(): RowKey[] {
    return [...this.#wanted.values()]
  }

  changes(): RowChange[] {
    return [...this.#put.values()].map(({ key, row }) => ({ ...key, operation: 'put', row }))
  }
}

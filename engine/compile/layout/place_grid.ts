import { rankNodes, type Edges } from './rank_nodes.js'

/** What is placed: its size, and the band (lane) it has to lie in. */
export interface Item {
  readonly width: number
  readonly height: number
  readonly band: number
}

export interface Cell {
  readonly column: number
  readonly row: number
}

/** Columns and rows with their extents in pixels. Between any two there is a gap without shapes: there the connections run. */
export interface Grid {
  readonly cells: readonly Cell[]
  readonly columns: readonly Extent[]
  readonly rows: readonly Extent[]
  /** `column row` of each cell that is taken. */
  readonly occupied: ReadonlySet<string>
  readonly width: number
  readonly height: number
}

export interface Extent {
  readonly at: number
  readonly size: number
}

export const COLUMN_GAP = 80
export const ROW_GAP = 60

/** Each item in a cell of its own: the column by what leads to it, the row near those, inside its band. */
export function placeGrid(items: readonly Item[], edges: Edges): Grid {
  const ranks = rankNodes(edges)
  const cells = chooseRows(items, edges, ranks)
  const columnSizes = sizesBy(cells.map(({ column }) => column), items.map(({ width }) => width))
  const rowSizes = sizesBy(cells.map(({ row }) => row), items.map(({ height }) => height))
  const columns = extents(columnSizes, COLUMN_GAP)
  const rows = extents(rowSizes, ROW_GAP)
  const occupied = new Set(cells.map(({ column, row }) => `${column} ${row}`))
  return { cells, columns, rows, occupied, width: endOf(columns), height: endOf(rows) }
}

function chooseRows(items: readonly Item[], { pairs }: Edges, ranks: readonly number[]): readonly Cell[] {
  const before: number[][] = items.map(() => [])
  for (const [from, to] of pairs) if ((ranks[from] as number) < (ranks[to] as number)) (before[to] as number[]).push(from)
  const order = [...items.keys()].sort((a, b) => (ranks[a] as number) - (ranks[b] as number) || a - b)
  const rows = Array.from(items, () => 0)
  const nextFree = new Map<string, number>()
  for (const index of order) {
    const { band } = items[index] as Item
    const near = (before[index] as number[]).filter((from) => (items[from] as Item).band === band).map((from) => rows[from] as number).sort((a, b) => a - b)
    rows[index] = takeRow(nextFree, `${band} ${ranks[index] as number}`, near[(near.length - 1) >> 1] ?? 0)
  }
  const first = firstRows(items, rows)
  return items.map(({ band }, index) => ({ column: ranks[index] as number, row: (first[band] as number) + (rows[index] as number) }))
}

/** The wanted row of a column, or the next free one below it. */
function takeRow(nextFree: Map<string, number>, column: string, wanted: number): number {
  let row = wanted
  for (let next = nextFree.get(`${column} ${row}`); next !== undefined; next = nextFree.get(`${column} ${row}`)) row = next
  nextFree.set(`${column} ${row}`, row + 1)
  nextFree.set(`${column} ${wanted}`, row + 1)
  return row
}

/** The first row of each band, one band below the other; a band without items keeps one row. */
function firstRows(items: readonly Item[], rows: readonly number[]): readonly number[] {
  const heights: number[] = []
  items.forEach(({ band }, index) => (heights[band] = Math.max(heights[band] ?? 0, (rows[index] as number) + 1)))
  let at = 0
  return Array.from(heights, (height) => {
    const first = at
    at += height ?? 1
    return first
  })
}

function sizesBy(places: readonly number[], sizes: readonly number[]): number[] {
  const found: number[] = []
  places.forEach((place, index) => (found[place] = Math.max(found[place] ?? 0, sizes[index] as number)))
  return Array.from(found, (size) => size ?? 0)
}

function extents(sizes: readonly number[], gap: number): Extent[] {
  let at = 0
  return sizes.map((size) => {
    const extent = { at, size }
    at += size + gap
    return extent
  })
}

const endOf = (all: readonly Extent[]): number => {
  const last = all.at(-1)
  return last === undefined ? 0 : last.at + last.size
}

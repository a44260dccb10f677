/** Side of a map cell, degrees: some 500 m, so that neighbours within the radius lie in nine cells. */
const CELL_DEGREES = 0.005
const METRES_PER_DEGREE = 111_195

/** A position in CGCS2000, degrees. */
export interface Position {
  longitude: number
  latitude: number
}

/** Name of the cell a position lies in; null without one. */
export function cellOf(longitude: number | null, latitude: number | null): string | null {
  return longitude === null || latitude === null ? null : cellName(Math.floor(longitude / CELL_DEGREES), Math.floor(latitude / CELL_DEGREES))
}

/** The cell of a position and the eight around it. */
export function cellsAround({ longitude, latitude }: Position): string[] {
  const x = Math.floor(longitude / CELL_DEGREES)
  const y = Math.floor(latitude / CELL_DEGREES)
  return [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => cellName(x + dx, y + dy)))
}

const cellName = (x: number, y: number): string => `${x}:${y}`

/** Metres between two positions, on the plane that touches the earth there: exact to a few centimetres within a kilometre. */
export function metresBetween(one: Position, other: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const dx = (one.longitude - other.longitude) * Math.cos(radians((one.latitude + other.latitude) / 2))
  const dy = one.latitude - other.latitude
  return Math.hypot(dx, dy) * METRES_PER_DEGREE
}

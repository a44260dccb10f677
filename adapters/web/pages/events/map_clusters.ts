import type { Light } from '../api/types.js'

export interface MapPoint {
  id: string
  title: string
  light: Light
  x: number
  y: number
}

/** Points that would cover one another, drawn as one with their number. */
export interface Cluster {
  key: string
  x: number
  y: number
  count: number
  /** The worst of them. */
  light: Light
  /** The one it consists of; null when there are several. */
  only: MapPoint | null
}

const WORST: readonly Light[] = ['red', 'amber', 'green', 'none']

/** Points gathered by the cells of a grid: one drawn mark a cell, in the middle of what lies in it. A thousand points cost one pass. */
export function clusterPoints(points: readonly MapPoint[], cellSize: number): Cluster[] {
  const cells = new Map<string, MapPoint[]>()
  for (const point of points) {
    const key = `${Math.floor(point.x / cellSize)}/${Math.floor(point.y / cellSize)}`
    const cell = cells.get(key)
    if (cell) cell.push(point)
    else cells.set(key, [point])
  }
  return [...cells].map(([key, own]) => ({
    key,
    x: own.reduce((sum, { x }) => sum + x, 0) / own.length,
    y: own.reduce((sum, { y }) => sum + y, 0) / own.length,
    count: own.length,
    light: WORST.find((light) => own.some((one) => one.light === light)) ?? 'none',
    only: own.length === 1 ? own[0]! : null,
  }))
}

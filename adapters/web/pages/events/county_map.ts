import towns from './towns.geo.json'

/** Corner of the drawing and its size, in degrees. */
const BOUNDS = boundsOf(towns.features.flatMap(({ geometry }) => geometry.coordinates.flat()))
/** A degree of longitude is shorter than one of latitude; at the county's middle. */
const SQUEEZE = Math.cos((((BOUNDS.south + BOUNDS.north) / 2) * Math.PI) / 180)
const HEIGHT = 1000
const SCALE = HEIGHT / (BOUNDS.north - BOUNDS.south)

export const MAP_WIDTH = Math.round((BOUNDS.east - BOUNDS.west) * SQUEEZE * SCALE)
export const MAP_HEIGHT = HEIGHT

/** A position (CGCS2000, degrees) in the units of the drawing. */
export function toMap(longitude: number, latitude: number): { x: number; y: number } {
  return { x: Math.round((longitude - BOUNDS.west) * SQUEEZE * SCALE), y: Math.round((BOUNDS.north - latitude) * SCALE) }
}

/** The 街镇 of the drawing: an outline each, and where its name stands. Outlines are 示意, not the real boundaries. */
export const TOWNS = towns.features.map(({ id, properties, geometry }) => ({
  id,
  name: properties.name,
  outline: geometry.coordinates.map((ring) => `M${ring.map(([longitude, latitude]) => pointText(longitude!, latitude!)).join('L')}Z`).join(''),
  label: toMap(properties.centre[0]!, properties.centre[1]!),
}))

function pointText(longitude: number, latitude: number): string {
  const { x, y } = toMap(longitude, latitude)
  return `${x},${y}`
}

function boundsOf(points: readonly number[][]): { west: number; east: number; south: number; north: number } {
  const longitudes = points.map(([longitude]) => longitude!)
  const latitudes = points.map(([, latitude]) => latitude!)
  return { west: Math.min(...longitudes), east: Math.max(...longitudes), south: Math.min(...latitudes), north: Math.max(...latitudes) }
}

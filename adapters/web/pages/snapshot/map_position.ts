import { toMap } from '../events/county_map.js'
import towns from '../events/towns.geo.json'

const ORIGIN = toMap(0, 0)
const FAR = toMap(1000, 1000)

/** The position (degrees) of a point of the drawing. */
export const fromMap = (x: number, y: number): { longitude: number; latitude: number } => ({
  longitude: ((x - ORIGIN.x) / (FAR.x - ORIGIN.x)) * 1000,
  latitude: ((y - ORIGIN.y) / (FAR.y - ORIGIN.y)) * 1000,
})

/** The 街镇 whose outline (示意) a position lies in; null outside the county. */
export function townAt(longitude: number, latitude: number): string | null {
  const inside = (ring: readonly (readonly number[])[]): boolean =>
    ring.reduce((odd, [x = 0, y = 0], index) => {
      const [u = 0, v = 0] = ring[(index + ring.length - 1) % ring.length]!
      return y > latitude !== v > latitude && longitude < ((u - x) * (latitude - y)) / (v - y) + x ? !odd : odd
    }, false)
  return towns.features.find(({ geometry }) => geometry.coordinates.some(inside))?.id ?? null
}

/** Metres between two positions of the county. */
export function metresBetween(one: { longitude: number; latitude: number }, other: { longitude: number; latitude: number }): number {
  const squeeze = Math.cos((((one.latitude + other.latitude) / 2) * Math.PI) / 180)
  return Math.hypot((one.longitude - other.longitude) * squeeze, one.latitude - other.latitude) * 111_195
}

/** A position to six digits, some 10 cm: devices say more than they know. */
export function rounded<Place extends { longitude?: number; latitude?: number }>(place: Place): Place {
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
  const { longitude, latitude } = place
  return { ...place, ...(longitude === undefined ? {} : { longitude: round(longitude) }), ...(latitude === undefined ? {} : { latitude: round(latitude) }) }
}

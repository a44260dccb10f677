import { optional, requiredIf, type Field } from '../field_format/field.js'
import { degrees } from '../field_format/text.js'
import { time } from '../field_format/time.js'

/** How the city's platforms write instants. */
export const cityTime = time('YYYY-MM-DD hh:mm:ss')

interface Placed {
  content: { longitude: number | null; latitude: number | null }
}

const isPlaced = ({ content }: Placed): boolean => content.longitude !== null && content.latitude !== null

/** Both or neither, CGCS2000, inside what the city takes for its own. */
export const PLACE: readonly Field<Placed>[] = [
  requiredIf('longitude', '经度', degrees(111.8, 114.3), isPlaced, ({ content }) => content.longitude),
  requiredIf('latitude', '纬度', degrees(27.8, 28.7), isPlaced, ({ content }) => content.latitude),
]

/** A mark that may be unknown. */
export const optionalMark = <Source>(name: string, label: string, from: (source: Source) => boolean | null): Field<Source> =>
  optional(name, label, (value) => ({ ok: true, value: value === true ? '1' : '0' }), from)

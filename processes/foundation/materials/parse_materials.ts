import type { EvidenceDemand, GivenMaterial, MaterialDeclaration } from '../manifest/manifest.js'
import type { JsonReader } from '../manifest/json_reader.js'
import { readValue } from '../manifest/read_value.js'
import { isMaterialGrade } from './grade.js'

/** `evidence` of a material. */
export function readEvidence(reader: JsonReader): EvidenceDemand {
  const least = reader.optionalText('least')
  const original = reader.optionalText('original')
  if (least !== null && !isMaterialGrade(least)) reader.complain('least', `证据等级应为 A、B、C 或 D，但现在是“${least}”。请改正后重新检查。`)
  if (original !== null && original !== 'acceptance' && original !== 'decision') {
    reader.complain('original', `核验原件的时点应为 acceptance（受理前）或 decision（决定前），但现在是“${original}”。请改正后重新检查。`)
  }
  return { least: isMaterialGrade(least) ? least : null, original: original === 'acceptance' || original === 'decision' ? original : null }
}

/** How long, in days, a verified material serves further cases, and one use of it lasts; an assumption until the county says otherwise. */
const VALID_DAYS = 365
const USE_DAYS = 90

/** `reuse` of a material. */
export const readReuse = (reader: JsonReader): MaterialDeclaration['reuse'] => ({
  kind: reader.text('kind'), validDays: reader.count('validDays', VALID_DAYS), useDays: reader.count('useDays', USE_DAYS),
})

/** `gives` of an item. */
export const readGiven = (reader: JsonReader): GivenMaterial => ({
  kind: reader.text('kind'),
  document: reader.text('document'),
  number: reader.has('number') ? readValue(reader, 'number') : null,
  validFrom: reader.has('validFrom') ? readValue(reader, 'validFrom') : null,
  validUntil: reader.has('validUntil') ? readValue(reader, 'validUntil') : null,
  revokedBy: reader.optionalText('revokedBy'),
})

import { DIALECTS } from './dialects.js'
import type { Reading } from './read_dialects.js'

/** Marks by which a dialect that shares its namespace with another is told. */
const TELLING: Readonly<Record<string, RegExp>> = {
  Yudao: /^flowable:(candidateStrategy|approveMethod|fieldsPermission|buttonsSetting|assignEmptyHandlerType)/,
  'RuoYi-Flowable': /^flowable:(dataType|userType)=|multiInstanceHandler/,
}

/** The engines whose words were met, e.g. `Flowable / Activiti`, `Yudao`. */
export function dialectNames(readings: readonly Reading[]): readonly string[] {
  return DIALECTS.filter(({ name, prefixes }) => {
    const mark = TELLING[name] ?? new RegExp(`^(${prefixes.join('|')}):`)
    return readings.some(({ what }) => mark.test(what))
  }).map(({ name }) => name)
}

import type { MessageKey } from '../words/translate.js'

/** What somebody on the spot says of an event. */
export interface ReportValues {
  subtype: string
  town: string
  address: string
  longitude: number | null
  latitude: number | null
  description: string
}

export const blankReport = (): ReportValues => ({ subtype: '', town: '', address: '', longitude: null, latitude: null, description: '' })

/** The first thing still missing, in the order of the page; null when it can be sent. */
export function missingIn({ subtype, town, address, description }: ReportValues): MessageKey | null {
  if (subtype === '') return 'snapshot.missing.kind'
  if (town === '' || address.trim().length < 2) return 'snapshot.missing.place'
  return description.trim().length < 4 ? 'snapshot.missing.description' : null
}

/** As the API takes it: without what nobody has said. */
export function reportBody({ longitude, latitude, ...words }: ReportValues) {
  return {
    ...words, address: words.address.trim(), description: words.description.trim(),
    ...(longitude === null || latitude === null ? {} : { longitude, latitude }),
  }
}

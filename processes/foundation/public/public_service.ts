import type { JsonReader } from '../manifest/json_reader.js'

/**
 * What applicants may do themselves, without a login (`public` of `manifest.json`). A package without it is handled at the window
 * alone.
 */
export interface PublicService {
  /** 补正 by the applicant: the task that waits for him, how it is answered, where his words go. Null = at the window only. */
  supplement: { task: string; outcome: string; note: string | null; list: string | null } | null
  /** Life-cycle event of a withdrawal by the applicant before any decision. Null = at the window only. */
  withdraw: string | null
  /** Documents that are not for the applicant. */
  internalDocuments: readonly string[]
}

export function readPublicService(reader: JsonReader): PublicService {
  const supplement = reader.has('supplement') ? reader.object('supplement') : null
  return {
    supplement: supplement && {
      task: supplement.text('task'), outcome: supplement.text('outcome'), note: supplement.optionalText('note'), list: supplement.optionalText('list'),
    },
    withdraw: reader.optionalText('withdraw'),
    internalDocuments: reader.texts('internalDocuments'),
  }
}

const APPLICANT = 'applicant:'

/** The id under which an applicant acts who has no account: of his application while he fills it in, of his case afterwards. */
export const applicantClient = (id: string): string => `${APPLICANT}${id}`

/** Whether an actor is an applicant without an account. */
export const isApplicant = (actor: { kind: string; id?: string }): boolean => actor.kind === 'client' && actor.id?.startsWith(APPLICANT) === true

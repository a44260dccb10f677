import type { WebServices } from '../web_services.js'
import { sentences } from './sentences/sentences.js'

export interface PersonReference {
  id: string
  name: string
}

type Organisation = WebServices['organisation']

export const personReference = (organisation: Organisation, userId: string): PersonReference => ({
  id: userId,
  name: organisation.directory().person(userId)?.name ?? userId,
})

export const personOrNull = (organisation: Organisation, userId: string | null): PersonReference | null =>
  userId === null ? null : /^(?:client:)?applicant:/.test(userId) ? { id: 'applicant', name: sentences().applicant } : personReference(organisation, userId)

/** `role:handler@dept:market` as 市监局·承办人. */
export function principalText(organisation: Organisation, principal: string): string {
  const directory = organisation.directory()
  const unit = (id: string) => directory.department(id)?.shortName ?? id
  const role = /^role:([\w-]+)(?:@dept:(.+))?$/.exec(principal)
  if (role) {
    const { roles, unitRole } = sentences()
    const name = roles[role[1]!] ?? role[1]!
    return role[2] ? unitRole(unit(role[2]), name) : name
  }
  const [kind, id = ''] = principal.split(/:(.*)/s)
  if (kind === 'user') return directory.person(id)?.name ?? id
  if (kind === 'dept') return unit(id)
  if (kind === 'post') return organisation.snapshot().posts.find((post) => post.id === id)?.name ?? id
  return principal
}

export const candidateText = (organisation: Organisation, principals: readonly string[]): string =>
  sentences().list(principals.map((principal) => principalText(organisation, principal)))

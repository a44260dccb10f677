import { ROLE_NAMES, type RoleId } from '#adapters/web/contract/capabilities'
import type { WebServices } from '../web_services.js'

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
  userId === null ? null : /^(?:client:)?applicant:/.test(userId) ? { id: 'applicant', name: '申请人' } : personReference(organisation, userId)

/** `role:handler@dept:market` as 市监局·承办人. */
export function principalText(organisation: Organisation, principal: string): string {
  const directory = organisation.directory()
  const unit = (id: string) => directory.department(id)?.shortName ?? id
  const role = /^role:([\w-]+)(?:@dept:(.+))?$/.exec(principal)
  if (role) {
    const name = ROLE_NAMES[role[1] as RoleId] ?? role[1]!
    return role[2] ? `${unit(role[2])}·${name}` : name
  }
  const [kind, id = ''] = principal.split(/:(.*)/s)
  if (kind === 'user') return directory.person(id)?.name ?? id
  if (kind === 'dept') return unit(id)
  if (kind === 'post') return organisation.snapshot().posts.find((post) => post.id === id)?.name ?? id
  return principal
}

export const candidateText = (organisation: Organisation, principals: readonly string[]): string =>
  principals.map((principal) => principalText(organisation, principal)).join('、')

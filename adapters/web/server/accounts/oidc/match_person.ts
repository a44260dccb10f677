import type { IdentityLinkRow } from '#engine/runtime/ports/account_stores'
import type { OrganisationSnapshot, Person } from '#processes/foundation/organisation/records'
import { isAdministration } from '#processes/foundation/organisation/roles'
import type { ProviderSettings } from './provider_settings.js'

/** Why an account of the provider opens nothing here; each has its sentence on the login page. */
export type Refusal = 'unknown' | 'ambiguous' | 'unverified' | 'disabled' | 'administrator' | 'linked'

export type Match = { kind: 'person'; person: Person } | { kind: 'refused'; reason: Refusal }

export interface Matched {
  claims: Readonly<Record<string, unknown>>
  settings: Pick<ProviderSettings, 'claim' | 'matches' | 'issuer'>
  organisation: Pick<OrganisationSnapshot, 'people' | 'grants'>
  /** The link of this account of the provider; it goes before the claim, which may be given to somebody else one day. */
  link: IdentityLinkRow | null
  linkOf(userId: string): Promise<IdentityLinkRow | null>
}

/**
 * Whose account it is. A login never makes a person nor a right; the three administrators sign in here with their own password alone, so
 * that nobody who keeps the provider holds two of their posts.
 */
export async function matchPerson({ claims, settings, organisation, link, linkOf }: Matched): Promise<Match> {
  const found = link ? linkedPerson(organisation, link.userId) : claimedPerson(organisation, claims, settings)
  if (found.kind === 'refused') return found
  const { person } = found
  if (!person.active) return refused('disabled')
  if (organisation.grants.some((grant) => grant.userId === person.id && isAdministration(grant.role))) return refused('administrator')
  if (!link && (await linkOf(person.id))?.issuer === settings.issuer) return refused('linked')
  return found
}

const refused = (reason: Refusal): Match => ({ kind: 'refused', reason })

function linkedPerson({ people }: Matched['organisation'], userId: string): Match {
  const person = people.find((one) => one.id === userId)
  return person ? { kind: 'person', person } : refused('unknown')
}

function claimedPerson({ people }: Matched['organisation'], claims: Matched['claims'], { claim, matches }: Matched['settings']): Match {
  const value = claims[claim]
  if (typeof value !== 'string' || value.trim() === '') return refused('unknown')
  if (claim === 'phone_number' && claims['phone_number_verified'] !== true) return refused('unverified')
  const wanted = matches === 'phone' ? phoneDigits(value) : value.trim()
  const own = (person: Person): string | null | undefined => (matches === 'phone' ? person.phone && phoneDigits(person.phone) : person[matches])
  const all = people.filter((person) => own(person) === wanted)
  const active = all.filter((person) => person.active)
  if (active.length > 1) return refused('ambiguous')
  const [person] = active.length === 1 ? active : all
  return person ? { kind: 'person', person } : refused('unknown')
}

/** `+86 138-0000-0001` and `13800000001` are one number. */
const phoneDigits = (text: string): string => text.replace(/[\s()-]/g, '').replace(/^(?:\+|00)86/, '')

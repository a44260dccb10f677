import { createHash } from 'node:crypto'
import { recordAudit } from '../audit.js'
import { accountKey } from '../lock_out.js'
import { sealText } from '../sealed_text.js'
import { openSession, type OpenedSession } from '../session_tokens.js'
import type { WebServices } from '../../web_services.js'
import { matchPerson, type Refusal } from './match_person.js'
import type { ProviderAccount } from './provider_client.js'
import type { ProviderSettings } from './provider_settings.js'

/** Id of the link of one account of one provider. */
export const linkId = (issuer: string, subject: string): string => createHash('sha256').update(`${issuer}\n${subject}`).digest('base64url')

/** How a session carries the provider's own name of it. */
export const sessionDigest = (issuer: string, session: string): string => createHash('sha256').update(`session\n${issuer}\n${session}`).digest('base64url')

type RefusedFor = Refusal | 'locked' | 'expired'
export type ProviderLogin = { kind: 'opened'; session: OpenedSession } | { kind: 'refused'; reason: RefusedFor }

/** Opens a session for whom the provider vouches for, as a password would: an account locked by wrong guesses stays locked, every refusal is audited. */
export async function openProviderSession(services: WebServices, settings: ProviderSettings, account: ProviderAccount, address: string): Promise<ProviderLogin> {
  const { identities, failures, sessions, logouts } = services.accounts
  const id = linkId(settings.issuer, account.subject)
  const link = await identities.find(id)
  const match = await matchPerson({ claims: account.claims, settings, organisation: services.organisation.snapshot(), link, linkOf: identities.ofUser })
  const refuse = async (reason: RefusedFor, actor: string | null): Promise<ProviderLogin> => {
    const detail = { via: 'identity-provider', reason, subject: account.subject.slice(0, 191) }
    await recordAudit(services, { actor, action: 'login.failed', target: actor, address, detail })
    return { kind: 'refused', reason }
  }
  if (match.kind === 'refused') return refuse(match.reason, link?.userId ?? null)
  const { person } = match
  const counter = await failures.find(accountKey(person.username))
  if ((counter?.lockedUntilMs ?? 0) > services.clock()) return refuse('locked', person.id)
  if (!link) {
    const row = { id, issuer: settings.issuer, subject: account.subject, userId: person.id, linkedAtMs: services.clock() }
    if (!(await identities.add(row))) return refuse('linked', person.id)
    await recordAudit(services, { actor: person.id, action: 'identity.linked', target: person.id, address, detail: { issuer: settings.issuer, subject: account.subject } })
  }
  const idToken = sealText(services.settings.appKey, ID_TOKEN, account.idToken, person.id)
  const named = { account: id, session: account.session === null ? null : sessionDigest(settings.issuer, account.session) }
  const session = await openSession(services, person.id, 'cookie', false, { values: { idToken }, provider: named })
  // signed out there while we were asking: looked for only now, so that a logout either sees this session or is seen here
  if (await logouts.names({ ...named, issuedAtMs: account.issuedAtMs })) {
    await sessions.remove(session.row.id)
    return refuse('expired', person.id)
  }
  await recordAudit(services, { actor: person.id, action: 'login.ok', target: person.username, address, detail: { kind: 'cookie', via: 'identity-provider' } })
  return { kind: 'opened', session }
}

/** Purpose of the seal of the ID token that a session keeps, to end the session at the provider with. */
export const ID_TOKEN = 'id-token'

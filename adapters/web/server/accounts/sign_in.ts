import { capabilitiesOf, isColleague } from '#adapters/web/contract/capabilities'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { recordAudit } from './audit.js'
import { inTurn } from './in_turn.js'
import { accountKey, createLockOut } from './lock_out.js'
import { hashPassword, passwordFault, verifyPassword } from './passwords.js'
import { rolesOf } from './login.js'
import { openSession, WALL, type OpenedSession } from './session_tokens.js'

const WRONG = '用户名或密码不正确。请检查大小写后重试；连续 5 次不正确将锁定 10 分钟。'

export interface SignIn {
  username: string
  password: string
  kind: 'cookie' | 'bearer'
  address: string
}

/**
 * Opens a session for the right password. An unknown name, a wrong password and a closed account are answered alike and take as
 * long; so is the lock, which falls for names nobody has, too. A guess is taken before the password is looked at, so that a hundred sent
 * at once, to any node, are five; attempts on one name wait for one another, so that ten right ones at once are no guesses.
 */
export const signIn = (services: WebServices, input: SignIn): Promise<OpenedSession> =>
  inTurn(`sign-in ${accountKey(input.username)}`, () => attempt(services, input))

async function attempt(services: WebServices, input: SignIn): Promise<OpenedSession> {
  const lockOut = createLockOut(services.accounts.failures)
  const nowMs = services.clock()
  const guess = await lockOut.take(input.username, input.address, nowMs)
  if (guess.lockedUntilMs !== null) throw locked(guess.lockedUntilMs - nowMs)

  const person = services.organisation.snapshot().people.find((one) => one.username === input.username && one.active)
  const credential = person ? await services.accounts.credentials.find(person.id) : null
  if (!(await verifyPassword(input.password, credential?.passwordHash ?? null)) || !person || !credential) {
    await lockOut.countAddress(input.address, nowMs)
    const fact = { actor: person?.id ?? null, target: input.username, address: input.address }
    await recordAudit(services, { ...fact, action: 'login.failed' })
    if (guess.isLast) await recordAudit(services, { ...fact, action: 'login.locked' })
    throw problem(401, 'E_LOGIN', WRONG)
  }
  await lockOut.forget(input.username)
  const capabilities = capabilitiesOf(rolesOf(services.organisation, person.id))
  const isWall = capabilities.has('watch_screen') && !isColleague(capabilities)
  const session = await openSession(services, person.id, input.kind, credential.mustChange, isWall ? { values: WALL } : {})
  await recordAudit(services, { actor: person.id, action: 'login.ok', target: person.username, address: input.address, detail: { kind: input.kind } })
  return session
}

const locked = (remainingMs: number) =>
  problem(429, 'E_LOGIN_LOCKED', `连续多次登录失败，已暂时锁定。请 ${Math.ceil(remainingMs / 60_000)} 分钟后再试，或请系统管理员解除锁定。`, undefined, {
    'retry-after': String(Math.ceil(remainingMs / 1000)),
  })

interface PasswordChange {
  userId: string
  username: string
  sessionId: string
  currentPassword: string
  newPassword: string
  address: string
}

/** Changes one's own password; all other sessions of the account end. */
export const changeOwnPassword = (services: WebServices, input: PasswordChange): Promise<void> =>
  inTurn(`sign-in ${accountKey(input.username)}`, () => change(services, input))

async function change(services: WebServices, input: PasswordChange): Promise<void> {
  const nowMs = services.clock()
  const lockOut = createLockOut(services.accounts.failures)
  const guess = await lockOut.take(input.username, input.address, nowMs)
  if (guess.lockedUntilMs !== null) throw locked(guess.lockedUntilMs - nowMs)
  const credential = await services.accounts.credentials.find(input.userId)
  if (!(await verifyPassword(input.currentPassword, credential?.passwordHash ?? null))) {
    await lockOut.countAddress(input.address, nowMs)
    throw fieldProblem('currentPassword', '原密码不正确。')
  }
  await lockOut.forget(input.username)
  const fault =
    passwordFault(input.newPassword, input.username) ?? (input.newPassword === input.currentPassword ? '新密码不能与原密码相同。' : null)
  if (fault) throw fieldProblem('newPassword', fault)
  const passwordHash = await hashPassword(input.newPassword)
  await services.accounts.credentials.put({ userId: input.userId, passwordHash, changedAtMs: nowMs, mustChange: false })
  const { sessions } = services.accounts
  await sessions.removeOfUser(input.userId, input.sessionId)
  // The session that goes on was opened with the first password: it need not change anything any more.
  const session = await sessions.find(input.sessionId)
  if (session) await sessions.put({ ...session, values: { ...session.values, mustChange: false } })
  await recordAudit(services, { actor: input.userId, action: 'password.changed', target: input.userId, address: input.address })
}

const fieldProblem = (path: string, message: string) => problem(422, 'E_PASSWORD', message, [{ path, message }])

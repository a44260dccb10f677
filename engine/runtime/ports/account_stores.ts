/** Password of an account; `hash` is the encoded scrypt or argon2 text, opaque here. */
export interface CredentialRow {
  userId: string
  passwordHash: string
  changedAtMs: number
  mustChange: boolean
}

export interface CredentialStore {
  find(userId: string): Promise<CredentialRow | null>
  put(row: CredentialRow): Promise<void>
}

/** A login. `id` is the hash of the token the client holds: the table alone opens no door. */
export interface SessionRow {
  id: string
  userId: string
  kind: 'cookie' | 'bearer'
  /** Whatever the web edge keeps with it (CSRF secret, locale). */
  values: Record<string, unknown>
  createdAtMs: number
  lastSeenAtMs: number
  expiresAtMs: number
  /** Digests of the identity provider's account and session that opened it; null = a password did, or the provider names no session. */
  providerAccount: string | null
  providerSession: string | null
}

export interface SessionStore {
  find(id: string): Promise<SessionRow | null>
  put(row: SessionRow): Promise<void>
  touch(id: string, lastSeenAtMs: number): Promise<void>
  prolong(id: string, expiresAtMs: number): Promise<void>
  remove(id: string): Promise<void>
  removeOfUser(userId: string, exceptId?: string): Promise<void>
}

/** Counter by any key (account name, address): lock-out and rate limits, shared by all nodes. */
export interface FailureCounterRow {
  key: string
  count: number
  firstAtMs: number
  lockedUntilMs: number | null
}

export interface FailureCounterStore {
  find(key: string): Promise<FailureCounterRow | null>
  /** One failure more: `next` tells the counter from what it was; no two callers on any node see the same one. Answers what stands. */
  change(key: string, next: (before: FailureCounterRow | null) => FailureCounterRow): Promise<FailureCounterRow>
  remove(key: string): Promise<void>
}

/** One line of the security audit; hash-chained by the store. */
export interface AuditEntry {
  atMs: number
  /** Account id, or null before a login. */
  actor: string | null
  /** e.g. `login.ok`, `login.failed`, `role.granted`, `definition.published`, `data.read`. */
  action: string
  target: string | null
  address: string | null
  detail: Record<string, unknown>
}

export interface AuditRow extends AuditEntry {
  seq: number
  prevHash: string
  hash: string
}

export interface AuditStore {
  append(entry: AuditEntry): Promise<AuditRow>
  /** Newest first; `target` = part of what it was done to; `before` = sequence number to go on from. */
  list(filter: { actor?: string; action?: string; target?: string; fromMs?: number; toMs?: number }, page: { limit: number; before?: number }): Promise<AuditRow[]>
}

/** Answers of POSTs that do not go through the bus, kept for 24 h. Bus commands use the envelope's `idempotency` instead. */
export interface StoredAnswerStore {
  /** Takes the key, or says who has it: `fresh` = do it now and `finish`; `done` = the first answer; `running` = a twin is at it. */
  begin(input: { scope: string; key: string; bodyHash: string; nowMs: number }): Promise<
    { kind: 'fresh' } | { kind: 'running' } | { kind: 'conflict' } | { kind: 'done'; status: number; body: unknown }
  >
  finish(input: { scope: string; key: string; status: number; body: unknown }): Promise<void>
  /** Gives the key back after an answer that is not kept (≥ 500, 429, 401). */
  abandon(input: { scope: string; key: string }): Promise<void>
}

/** A named view of a list that somebody keeps, and may share with his department. */
export interface SavedViewRow {
  id: string
  ownerId: string
  /** Whose people see it beside the owner; null = it is his own. */
  departmentId: string | null
  name: string
  /** What the page shows, as its address has it. */
  query: string
  createdAtMs: number
}

export interface SavedViewStore {
  /** One's own and those shared with the department, by name. */
  visibleTo(ownerId: string, departmentId: string): Promise<SavedViewRow[]>
  /** `full` = the owner has `most` already, `named` = one of this name. */
  add(row: SavedViewRow, most: number): Promise<'added' | 'full' | 'named'>
  /** Only the owner's own; answers whether there was one. */
  remove(id: string, ownerId: string): Promise<boolean>
}

/** Which account of an identity provider is which person. */
export interface IdentityLinkRow {
  /** Digest of issuer and subject. */
  id: string
  issuer: string
  /** The provider's own unchanging name of the account (`sub`). */
  subject: string
  userId: string
  linkedAtMs: number
}

export interface IdentityLinkStore {
  find(id: string): Promise<IdentityLinkRow | null>
  ofUser(userId: string): Promise<IdentityLinkRow | null>
  list(): Promise<IdentityLinkRow[]>
  /** False when the account or the person is linked already; a link of the person to another provider gives way. */
  add(row: IdentityLinkRow): Promise<boolean>
  remove(id: string): Promise<boolean>
}

/** An identity provider's word that an account, or one session of it, is signed out. */
export interface ProviderLogout {
  /** Digest of issuer and `jti`. */
  id: string
  /** Digests as sessions carry them; null = the provider did not name it. At least one is there. */
  account: string | null
  session: string | null
  /** By the provider's clock. */
  issuedAtMs: number
}

export interface ProviderLogoutStore {
  /**
   * Ends the sessions it names that were opened before it first came. `isNew`: it had not come before; a repetition ends nothing that was
   * opened since.
   */
  carryOut(logout: ProviderLogout, nowMs: number): Promise<{ isNew: boolean; ended: readonly Pick<SessionRow, 'id' | 'userId'>[] }>
  /** Whether a logout names this login: its session at any time, its account not before the login was vouched for. */
  names(login: { account: string; session: string | null; issuedAtMs: number }): Promise<boolean>
}

/** Named secrets and settings shared by all nodes; values arrive encrypted by the caller where they are secret. */
export interface SettingStore {
  get(name: string): Promise<string | null>
  put(name: string, value: string): Promise<void>
  /** Writes only when there is none yet; answers what stands. */
  putIfAbsent(name: string, value: string): Promise<string>
}

/** An account of a worker outside: a program, not a person. The secret itself is nowhere. */
export interface WorkerRow {
  id: string
  name: string
  /** Topics it may fetch; `*` = every one. */
  topics: readonly string[]
  /** SHA-256 of the secret, hex: 256 random bits need no slow hash. */
  secretHash: string
  active: boolean
  createdBy: string | null
  createdAtMs: number
  /** When the secret was made. */
  secretAtMs: number
}

export interface WorkerStore {
  /** In order of name. */
  list(): Promise<WorkerRow[]>
  find(id: string): Promise<WorkerRow | null>
  put(row: WorkerRow): Promise<void>
}

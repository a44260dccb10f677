import { hash as digest, randomBytes } from 'node:crypto'
import { canonicalJson } from './canonical_json.js'

/** Longer values (characters of JSON) lie beside the journal. */
export const SEALED_FROM = 1024

/** What stands in the journal instead of a large or personal value. */
export interface SealedValue {
  /** Row in `journal_values`. */
  $sealed: number
  /** SHA-256 over salt and canonical JSON, hex. */
  digest: string
}

export interface JournalValue {
  position: number
  salt: string
  /** Canonical JSON. */
  value: string
}

/** Members that hold variables by name, in commands and events. */
const HOLDERS = new Set(['variables', 'values', 'data', 'input', 'draft'])
/** Members that are texts into which names find their way: a title that somebody gives, what an error says of the values it met. */
const TELLING = new Set(['title', 'message'])
/** Members that are a record with such members of its own: a call's result, a command kept for later. */
const NESTED = new Set(['result', 'command'])

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Digest as it stands in the journal. */
export const sealDigest = (salt: string, value: string): string => digest('sha256', `${salt}\n${value}`, 'hex')

const isLarge = (value: unknown): boolean => {
  if (typeof value === 'string') return value.length > SEALED_FROM
  return typeof value === 'object' && value !== null && JSON.stringify(value).length > SEALED_FROM
}

/**
 * Takes personal and large variables out of commands and events, and their titles and messages where the package knows personal data at
 * all: the journal keeps a salted digest, so a value can be erased by law and the chain stays whole. Collects what was taken out; equal
 * values of one command share a row.
 */
export const createSealer = (personalKeys: ReadonlySet<string>) => {
  const isTelling = (key: string, member: unknown): boolean => typeof member === 'string' && member !== '' && personalKeys.size > 0 && TELLING.has(key)
  const taken: JournalValue[] = []
  const byValue = new Map<string, SealedValue>()

  const seal = (value: unknown): SealedValue => {
    const text = canonicalJson(value)
    const known = byValue.get(text)
    if (known) return known
    const salt = randomBytes(16).toString('hex')
    const sealed = { $sealed: taken.length, digest: sealDigest(salt, text) }
    taken.push({ position: taken.length, salt, value: text })
    byValue.set(text, sealed)
    return sealed
  }

  const sealHolder = (holder: Record<string, unknown>): Record<string, unknown> => {
    let copy: Record<string, unknown> | null = null
    for (const key of Object.keys(holder)) {
      if (!personalKeys.has(key) && !isLarge(holder[key])) continue
      copy ??= { ...holder }
      copy[key] = seal(holder[key])
    }
    return copy ?? holder
  }

  /** One command or event with its variables sealed; the same object when nothing had to be. */
  const sealRecord = <T extends object>(record: T): T => {
    let copy: Record<string, unknown> | null = null
    for (const [key, member] of Object.entries(record)) {
      if (!isRecord(member) && !isTelling(key, member)) continue
      const replaced = !isRecord(member) ? seal(member) : HOLDERS.has(key) ? sealHolder(member) : NESTED.has(key) ? sealRecord(member) : member
      if (replaced === member) continue
      copy ??= { ...(record as Record<string, unknown>) }
      copy[key] = replaced
    }
    return (copy ?? record) as T
  }

  return { sealRecord, taken: taken as readonly JournalValue[] }
}

const isSealed = (value: unknown): value is SealedValue => isRecord(value) && typeof value.$sealed === 'number' && typeof value.digest === 'string'

/** Puts values back into a record of the journal; an erased one stays as its digest. */
export const unsealRecord = <T>(record: T, values: ReadonlyMap<number, string>): T => {
  if (isSealed(record)) {
    const text = values.get(record.$sealed)
    return (text === undefined ? record : JSON.parse(text)) as T
  }
  if (Array.isArray(record)) return record.map((item) => unsealRecord(item, values)) as T
  if (!isRecord(record)) return record
  return Object.fromEntries(Object.entries(record).map(([key, member]) => [key, unsealRecord(member, values)])) as T
}

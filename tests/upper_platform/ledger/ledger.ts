import { createHash } from 'node:crypto'
import { writeDateTime, writeDay } from '../checks/read_date.js'
import type { Fault } from '../interface/faults.js'
import { createOffice, type Office } from '../rules/office.js'
import type { Texts } from '../rules/rule.js'
import { openJournal, type Line } from './journal.js'

export type Verdict = { status: 'accepted'; upperId: string } | { status: 'rejected'; code: string; reason: string; field: string | null }
export type Status = 'queued' | 'accepted' | 'confirmed' | 'rejected'

export interface Entry {
  messageId: string
  platform: string
  dataset: string
  version: string
  number: string
  /** When it first came; a corrected one keeps the day of the first. */
  receivedAtMs: number
  digest: string
  verdict: Verdict
  revealAtMs: number
  confirmAtMs: number | null
  /** How often the same content came. */
  arrivals: number
  /** Statuses that were told to the county. */
  told: string[]
  /** Its line in the journal. */
  offset: number
}

/** A message whose form was looked at. */
export interface Judged {
  platform: string
  dataset: string
  version: string
  messageId: string
  number: string
  data: Readonly<Record<string, unknown>>
  /** What is wrong in form; null = the order of things decides. */
  formFault: Fault | null
}

export interface SentRecord {
  id: string
  platform: string
  dataset: string
  atMs: number
  data: Readonly<Record<string, unknown>>
  answers: { status: number; answer: string }[]
}

export interface Ledger {
  find(messageId: string): Entry | undefined
  /** Takes a message once: `again` = the same content was here before, `other` = the id belongs to another content. */
  take(message: Judged, nowMs: number, timing: (messageId: string) => { revealAtMs: number; confirmAtMs: number | null }): { kind: 'new' | 'again' | 'other'; entry: Entry }
  /** Entries in order of arrival, each id once. */
  entries(): readonly Entry[]
  /** What an entry's message said. */
  dataOf(entry: Entry): Readonly<Record<string, unknown>>
  noteRefusal(path: string, code: string, messageId: string | null, nowMs: number): void
  refusals(): Readonly<Record<string, number>>
  noteTold(messageId: string, status: string, answer: string, nowMs: number): void
  noteSending(record: Pick<SentRecord, 'id' | 'platform' | 'dataset' | 'data'>, nowMs: number): void
  noteAnswer(id: string, status: number, answer: string, nowMs: number): void
  sent(): readonly SentRecord[]
  /** When the last thing in it happened; 0 = nothing yet. */
  lastAtMs(): number
  close(): void
}

/** What the county sees of it now. */
export function statusOf(entry: Entry, nowMs: number): Status {
  if (nowMs < entry.revealAtMs) return 'queued'
  if (entry.verdict.status === 'rejected') return 'rejected'
  return entry.confirmAtMs !== null && nowMs >= entry.confirmAtMs ? 'confirmed' : 'accepted'
}

/** JSON by value: members in order of their names. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

export const digestOf = (message: Pick<Judged, 'platform' | 'dataset' | 'version' | 'data'>): string =>
  createHash('sha256').update(canonical([message.platform, message.dataset, message.version, message.data])).digest('hex')

interface Kept {
  entries: Map<string, Entry>
  refusals: Record<string, number>
  sent: Map<string, SentRecord>
  accepted: number
  lastAtMs: number
}

/** The ledger of all platforms, kept in one append-only file. */
export function openLedger(file: string): Ledger {
  const office = createOffice()
  const kept: Kept = { entries: new Map(), refusals: {}, sent: new Map(), accepted: 0, lastAtMs: 0 }
  const journal = openJournal(file, (line, offset) => keep(line, offset, kept, office))
  const note = (line: Line) => keep(line, journal.append(line), kept, office)
  return {
    find: (messageId) => kept.entries.get(messageId),
    take(message, nowMs, timing) {
      const known = kept.entries.get(message.messageId)
      const digest = digestOf(message)
      if (known !== undefined && statusOf(known, nowMs) !== 'rejected') {
        if (known.digest !== digest) return { kind: 'other', entry: known }
        note({ what: 'again', atMs: nowMs, messageId: message.messageId })
        return { kind: 'again', entry: known }
      }
      const { formFault, ...what } = message
      const found = formFault ?? office.judge(`${message.platform}/${message.dataset}`, message.data as Texts)
      const verdict: Verdict = found === null ? { status: 'accepted', upperId: upperIdOf(nowMs, kept.accepted + 1) } : { status: 'rejected', ...found }
      const times = formFault === null ? timing(message.messageId) : { revealAtMs: nowMs, confirmAtMs: null }
      note({ what: 'received', atMs: nowMs, ...what, digest, verdict, ...times })
      return { kind: 'new', entry: kept.entries.get(message.messageId)! }
    },
    entries: () => [...kept.entries.values()],
    dataOf: (entry) => (journal.read(entry.offset) as Extract<Line, { what: 'received' }>).data,
    noteRefusal: (path, code, messageId, atMs) => note({ what: 'refused', atMs, path, code, messageId }),
    refusals: () => kept.refusals,
    noteTold: (messageId, status, answer, atMs) => note({ what: 'told', atMs, messageId, status, answer }),
    noteSending: (record, atMs) => note({ what: 'sending', atMs, ...record }),
    noteAnswer: (id, status, answer, atMs) => note({ what: 'answered', atMs, id, status, answer }),
    sent: () => [...kept.sent.values()],
    lastAtMs: () => kept.lastAtMs,
    close: () => journal.close(),
  }
}

const upperIdOf = (nowMs: number, count: number): string => `U${writeDay(nowMs).replaceAll('-', '')}${String(count).padStart(8, '0')}`

/** What a line changes; the same at the moment it is written and at every later start. */
function keep(line: Line, offset: number, kept: Kept, office: Office): void {
  kept.lastAtMs = line.atMs
  switch (line.what) {
    case 'received': return keepReceived(line, offset, kept, office)
    case 'again': return void (kept.entries.get(line.messageId)!.arrivals += 1)
    case 'refused': return void (kept.refusals[line.code] = (kept.refusals[line.code] ?? 0) + 1)
    case 'told': return void kept.entries.get(line.messageId)?.told.push(line.status)
    case 'sending':
      office.noteSent(line.platform, line.dataset, line.data)
      return void kept.sent.set(line.id, { id: line.id, platform: line.platform, dataset: line.dataset, atMs: line.atMs, data: line.data, answers: [] })
    case 'answered': return void kept.sent.get(line.id)?.answers.push({ status: line.status, answer: line.answer })
  }
}

function keepReceived(line: Extract<Line, { what: 'received' }>, offset: number, kept: Kept, office: Office): void {
  const { what: _what, atMs, data, ...rest } = line
  const before = kept.entries.get(line.messageId)
  kept.entries.set(line.messageId, { ...rest, receivedAtMs: before?.receivedAtMs ?? atMs, arrivals: (before?.arrivals ?? 0) + 1, told: before?.told ?? [], offset })
  if (line.verdict.status === 'rejected') return
  kept.accepted += 1
  office.apply(`${line.platform}/${line.dataset}`, data as Texts)
}

/** The receipt of an entry as it stands now. */
export function receiptOf(entry: Entry, nowMs: number, status: Status = statusOf(entry, nowMs)): Readonly<Record<string, string>> {
  const atMs = status === 'queued' ? entry.receivedAtMs : status === 'confirmed' ? entry.confirmAtMs! : entry.revealAtMs
  const { verdict } = entry
  return {
    messageId: entry.messageId, dataset: entry.dataset, number: entry.number, status,
    ...(status !== 'queued' && verdict.status === 'accepted' ? { upperId: verdict.upperId } : {}),
    ...(status === 'rejected' && verdict.status === 'rejected' ? { refusalCode: verdict.code, reason: verdict.reason, ...(verdict.field ? { field: verdict.field } : {}) } : {}),
    at: writeDateTime(atMs),
  }
}

/** A page of what a platform first received on a Beijing day. */
export function ledgerPage(ledger: Ledger, platform: string, day: string, after: string | null, limit: number, nowMs: number) {
  const all = ledger.entries().filter((entry) => entry.platform === platform && writeDay(entry.receivedAtMs) === day)
  const from = after === null ? 0 : all.findIndex(({ messageId }) => messageId === after) + 1
  const page = all.slice(from, from + limit)
  const isLast = from + limit >= all.length
  return {
    date: day, total: all.length,
    entries: page.map((entry) => {
      const { messageId, dataset, number, status, upperId } = receiptOf(entry, nowMs)
      return { messageId, dataset, number, status, ...(upperId ? { upperId } : {}), receivedAt: writeDateTime(entry.receivedAtMs) }
    }),
    ...(isLast ? {} : { next: page.at(-1)!.messageId }),
  }
}

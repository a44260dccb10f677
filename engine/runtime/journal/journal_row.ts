import { hash as digest } from 'node:crypto'
import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import type { Actor } from '../command_envelope.js'
import { canonicalJson } from './canonical_json.js'
import { createSealer, type JournalValue } from './seal_values.js'

/** `prevHash` of an instance's first row. */
export const FIRST_HASH = '0'.repeat(64)

/** One journal row as it is written; texts are canonical JSON. */
export interface JournalRow {
  instanceId: string
  seq: number
  atMs: number
  actor: string
  command: string
  events: string
  prevHash: string
  hash: string
}

/** SHA-256 over the canonical JSON of the row without its hash, hex. */
export const journalHash = (row: Omit<JournalRow, 'hash'>): string =>
  digest(
    'sha256',
    `{"actor":${row.actor},"atMs":${row.atMs},"command":${row.command},"events":${row.events},` +
      `"instanceId":${JSON.stringify(row.instanceId)},"prevHash":"${row.prevHash}","seq":${row.seq}}`,
    'hex',
  )

export interface JournalInput {
  instanceId: string
  seq: number
  atMs: number
  actor: Actor
  command: Command
  events: readonly Event[]
  prevHash: string
  /** Variables that are personal by their form fields. */
  personalKeys: ReadonlySet<string>
}

/** The row of one accepted command, and the values that lie beside it. */
export const journalRow = (input: JournalInput): { row: JournalRow; values: readonly JournalValue[] } => {
  const sealer = createSealer(input.personalKeys)
  const row = {
    instanceId: input.instanceId,
    seq: input.seq,
    atMs: input.atMs,
    actor: canonicalJson(input.actor),
    command: canonicalJson(sealer.sealRecord(input.command)),
    events: canonicalJson(input.events.map(sealer.sealRecord)),
    prevHash: input.prevHash,
  }
  return { row: { ...row, hash: journalHash(row) }, values: sealer.taken }
}

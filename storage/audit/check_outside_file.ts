import type { AuditReader } from './audit_reader.js'
import { isGenuine, type StoredCheckpoint } from './checkpoint_proof.js'
import { finding, type Finding } from './finding.js'

const LOOKED_UP = 500

const parsed = (line: string): StoredCheckpoint | null => {
  try {
    const checkpoint = JSON.parse(line) as StoredCheckpoint
    return typeof checkpoint.number === 'number' && typeof checkpoint.hash === 'string' ? checkpoint : null
  } catch {
    return null
  }
}

const compare = async (reader: AuditReader, lines: readonly StoredCheckpoint[]): Promise<Finding[]> => {
  const rows = await reader.all(
    `select number, hash from checkpoints where number in (${lines.map(() => '?').join(', ')})`, lines.map(({ number }) => number),
  )
  const hashes = new Map(rows.map((row) => [Number(row.number), String(row.hash)]))
  return lines.filter(({ number, hash }) => hashes.get(number) !== hash).slice(0, 1).map(({ number }) => finding('ROLLED_BACK', { seq: number }))
}

/**
 * Every line of the outside file against the database: a checkpoint that was written there and is not in the database (any more) means that
 * the database was turned back, and is told once. A line torn by a crash is no harm when the whole one follows.
 */
export async function* checkOutsideFile(reader: AuditReader, lines: AsyncIterable<string>, figures: { lines: number }): AsyncGenerator<Finding> {
  let batch: StoredCheckpoint[] = []
  let torn: { text: string; line: number } | null = null
  let isTold = false
  const settle = async (): Promise<Finding[]> => {
    const findings = isTold || batch.length === 0 ? [] : await compare(reader, batch)
    isTold ||= findings.length > 0
    batch = []
    return findings
  }
  for await (const text of lines) {
    if (text === '') continue
    figures.lines += 1
    const checkpoint = parsed(text)
    if (torn && !text.startsWith(torn.text)) yield finding('FILE_DAMAGED', { seq: torn.line })
    torn = checkpoint ? null : { text, line: figures.lines }
    if (!checkpoint) continue
    if (!isGenuine(checkpoint)) yield finding('FILE_DAMAGED', { seq: figures.lines })
    else batch.push(checkpoint)
    if (batch.length >= LOOKED_UP) yield* await settle()
  }
  yield* await settle()
}

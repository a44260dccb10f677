/**
 * A stranger's proof of the journal: opens the database with its driver, imports nothing of the product, and recomputes every hash.
 * `node --import ./adapters/bootstrap/bin/typescript.mjs tests/storage/verify_journal.ts FILE.sqlite | mysql://…` prints what is wrong and exits 1, or 0.
 *
 * The format it checks: a row's hash is the SHA-256 (hex) of the canonical JSON (keys in code-unit order, no blanks) of
 * `{actor, atMs, command, events, instanceId, prevHash, seq}`; the first prevHash is 64 zeros; an instance's `revision` is the seq of
 * its last row and `head_hash` that row's hash. A value `{"$sealed": n, "digest": d}` lies in `journal_values` at position n, and d is
 * the SHA-256 of its salt, a line feed and its canonical JSON; an erased value leaves only the digest.
 * An instance deleted whole is shown by the signed checkpoints: `npm run audit:verify`.
 */
import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { openOutside, type OutsideDatabase } from './outside_database.js'

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

const sealsIn = (value: unknown, found = new Map<number, string>()): Map<number, string> => {
  if (Array.isArray(value)) for (const item of value) sealsIn(item, found)
  else if (value !== null && typeof value === 'object') {
    const { $sealed: position, digest } = value as { $sealed?: unknown; digest?: unknown }
    if (typeof position === 'number' && typeof digest === 'string') found.set(position, digest)
    else for (const member of Object.values(value)) sealsIn(member, found)
  }
  return found
}

const checkSeals = async (database: OutsideDatabase, row: Record<string, unknown>, seals: ReadonlyMap<number, string>): Promise<string[]> => {
  if (seals.size === 0) return []
  const values = await database.all('select position, salt, value from journal_values where instance_id = ? and seq = ?', [
    String(row.instance_id), Number(row.seq),
  ])
  return values.flatMap(({ position, salt, value }) => {
    const digest = sha256(`${salt}\n${canonical(JSON.parse(String(value)))}`)
    return seals.get(Number(position)) === digest ? [] : [`${row.instance_id} #${row.seq}: sealed value ${position} was changed`]
  })
}

const checkRow = (row: Record<string, unknown>, seq: number, prevHash: string): string[] => {
  const at = `${row.instance_id} #${row.seq}`
  const problems: string[] = []
  if (Number(row.seq) !== seq) problems.push(`${row.instance_id}: row ${seq} is missing (found ${row.seq})`)
  if (row.prev_hash !== prevHash) problems.push(`${at}: does not follow the row before it`)
  const content = {
    actor: JSON.parse(String(row.actor)), atMs: Number(row.at_ms), command: JSON.parse(String(row.command)), events: JSON.parse(String(row.events)),
    instanceId: row.instance_id, prevHash: row.prev_hash, seq: Number(row.seq),
  }
  if (sha256(canonical(content)) !== row.hash) problems.push(`${at}: was changed after it was written`)
  return problems
}

/** Everything wrong with the journal, one line each; empty = whole. */
export const verifyJournal = async (database: OutsideDatabase): Promise<string[]> => {
  const problems: string[] = []
  const instances = await database.all('select id, revision, head_hash from instances order by id')
  for (const { id, revision, head_hash: headHash } of instances) {
    const rows = await database.all('select * from journal where instance_id = ? order by seq', [String(id)])
    let prevHash = '0'.repeat(64)
    for (const [index, row] of rows.entries()) {
      problems.push(...checkRow(row, index + 1, prevHash))
      problems.push(...(await checkSeals(database, row, sealsIn([JSON.parse(String(row.command)), JSON.parse(String(row.events))]))))
      prevHash = String(row.hash)
    }
    const last = rows.length ? Number(rows[rows.length - 1].seq) : 0
    if (last !== Number(revision)) problems.push(`${id}: the journal ends at ${last}, the instance is at ${revision}`)
    if (prevHash !== headHash) problems.push(`${id}: the journal's last hash is not the instance's`)
  }
  const orphans = await database.all('select distinct j.instance_id from journal j left join instances i on i.id = j.instance_id where i.id is null')
  return [...problems, ...orphans.map((row) => `${row.instance_id}: has a journal but no instance`)]
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const database = await openOutside(process.argv[2])
  const problems = await verifyJournal(database)
  await database.close()
  for (const problem of problems) console.log(problem)
  console.log(problems.length === 0 ? 'the journal is whole' : `${problems.length} problems`)
  process.exit(problems.length === 0 ? 0 : 1)
}

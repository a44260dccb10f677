import type { Event } from '#engine/kernel/events'
import { byInstance, firstOf, rowsInOrder, type AuditReader, type AuditRow, type ByInstance, type OrderedTable } from './audit_reader.js'
import { NOTHING_BEFORE, sha256 } from './canonical.js'
import { finding, type Finding } from './finding.js'
import { compareState, compareTask, foldRow, missingTasks, openFold, type Fold } from './fold_instance.js'
import { openValues } from './sealed_values.js'

/** Tables of one place: the live ones, or those of the archive. */
export interface JournalTables {
  instances: string
  journal: string
  values: string
  tasks: string
}

export const LIVE: JournalTables = { instances: 'instances', journal: 'journal', values: 'journal_values', tasks: 'tasks' }

export const ARCHIVE: JournalTables = {
  instances: 'archived_instances', journal: 'archived_journal', values: 'archived_journal_values', tasks: 'archived_tasks',
}

/** Counted while checking. */
export interface JournalFigures {
  instances: number
  rows: number
}

const INSTANCE_COLUMNS =
  'id, definition_id, definition_key, status, revision, business_key, starter, caller, started_at_ms, ended_at_ms, head_hash, tokens, data'

interface Streams {
  instances: ByInstance
  journal: ByInstance
  values: ByInstance
  tasks: ByInstance
}

const open = async (reader: AuditReader, tables: JournalTables, instanceId: string | undefined): Promise<Streams> => {
  const stream = (column: string, table: Omit<OrderedTable, 'instance'>) =>
    byInstance(rowsInOrder(reader, { ...table, ...(instanceId === undefined ? {} : { instance: { column, id: instanceId } }) }), column)
  return {
    instances: await stream('id', { table: tables.instances, columns: INSTANCE_COLUMNS, key: ['id'], pageSize: 100 }),
    journal: await stream('instance_id', { table: tables.journal, columns: '*', key: ['instance_id', 'seq'], pageSize: 500 }),
    values: await stream('instance_id', { table: tables.values, columns: '*', key: ['instance_id', 'seq', 'position'], pageSize: 200 }),
    tasks: await stream('instance_id', {
      table: tables.tasks, columns: 'id, instance_id, created_at_ms, outcome, opinion, completed_by', key: ['instance_id', 'created_at_ms', 'id'], pageSize: 500,
    }),
  }
}

/** Values of one instance, handed out row by row. */
const valuesOf = (stream: ByInstance, instanceId: string) => {
  let ahead: AuditRow | null = null
  const next = async () => (ahead ??= await stream.take(instanceId))
  return async (seq: number): Promise<AuditRow[]> => {
    const found: AuditRow[] = []
    for (let row = await next(); row && Number(row.seq) <= seq; row = await next()) {
      if (Number(row.seq) === seq) found.push(row)
      ahead = null
    }
    return found
  }
}

const textHash = (row: AuditRow): string =>
  sha256(
    `{"actor":${row.actor},"atMs":${Number(row.at_ms)},"command":${row.command},"events":${row.events},` +
      `"instanceId":${JSON.stringify(row.instance_id)},"prevHash":${JSON.stringify(row.prev_hash)},"seq":${Number(row.seq)}}`,
  )

const parseRow = (row: AuditRow): { command: unknown; events: Event[] } | null => {
  try {
    return { command: JSON.parse(String(row.command)), events: JSON.parse(String(row.events)) as Event[] }
  } catch {
    return null
  }
}

/** Where a chain stands while its rows go by. */
interface Chain {
  seq: number
  hash: string
  fold: Fold
}

/** Takes one row in; what is wrong with it. */
const checkRow = async (chain: Chain, row: AuditRow, values: (seq: number) => Promise<AuditRow[]>): Promise<Finding[]> => {
  const at = { instanceId: String(row.instance_id), seq: Number(row.seq) }
  const findings: Finding[] = []
  for (let seq = chain.seq + 1; seq < at.seq; seq += 1) findings.push(finding('ROW_MISSING', { ...at, seq }))
  if (row.prev_hash !== chain.hash) findings.push(finding('CHAIN_BROKEN', at))
  const parsed = textHash(row) === row.hash ? parseRow(row) : null
  if (!parsed) findings.push(finding('ROW_CHANGED', at))
  const sealed = await values(at.seq)
  if (parsed) {
    const { opened, findings: changed } = openValues(row, [parsed.command, parsed.events], sealed)
    findings.push(...changed)
    foldRow(chain.fold, parsed.events, opened)
  }
  // what was folded from a torn chain would only say the same again
  if (findings.length) chain.fold.broken ??= 'journal'
  chain.seq = at.seq
  chain.hash = String(row.hash)
  return findings
}

const checkHead = (instance: AuditRow | null, instanceId: string, chain: Chain): Finding[] => {
  if (!instance) return [finding('INSTANCE_MISSING', { instanceId })]
  if (chain.seq === 0) return [finding('JOURNAL_MISSING', { instanceId })]
  const isHead = Number(instance.revision) === chain.seq && instance.head_hash === chain.hash
  if (!isHead) return [finding('HEAD_CHANGED', { instanceId, seq: chain.seq, detail: `revision ${Number(instance.revision)}` })]
  return chain.fold.broken === 'journal' ? [] : compareState(instance, chain.fold)
}

async function* checkInstance(streams: Streams, instanceId: string, figures: JournalFigures): AsyncGenerator<Finding> {
  const chain: Chain = { seq: 0, hash: NOTHING_BEFORE, fold: openFold() }
  const instance = await streams.instances.take(instanceId)
  const values = valuesOf(streams.values, instanceId)
  let isWhole = true
  for (let row = await streams.journal.take(instanceId); row; row = await streams.journal.take(instanceId)) {
    const findings = await checkRow(chain, row, values)
    yield* findings
    isWhole &&= findings.length === 0
    figures.rows += 1
  }
  await values(Infinity)
  const head = checkHead(instance, instanceId, chain)
  yield* head
  const mayCompareTasks = isWhole && chain.fold.broken === null && instance !== null && chain.seq === Number(instance.revision)
  for (let task = await streams.tasks.take(instanceId); task; task = await streams.tasks.take(instanceId)) {
    if (mayCompareTasks) yield* compareTask(task, chain.fold)
  }
  if (mayCompareTasks) yield* missingTasks(instanceId, chain.fold)
  if (instance) figures.instances += 1
}

/** Every chain of one place, from its first row to its head, and the rows beside it; or those of one instance. */
export async function* checkJournals(reader: AuditReader, tables: JournalTables, figures: JournalFigures, instanceId?: string): AsyncGenerator<Finding> {
  const streams = await open(reader, tables, instanceId)
  const all = [streams.instances, streams.journal, streams.values, streams.tasks]
  for (let id = firstOf(all); id !== null; id = firstOf(all)) yield* checkInstance(streams, id, figures)
}

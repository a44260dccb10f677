import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { checkpointSigner } from '#adapters/bootstrap/checkpoint_signer'
import { createIdMaker } from '#adapters/bootstrap/new_id'
import type { CheckpointSigner } from '#engine/runtime/checkpoints/seal_checkpoint'
import type { Dialect } from '#storage/dialects/dialect'
import { hotTableNamed } from '#storage/schema/hot_tables'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { casePattern } from './case_pattern.js'
import type { KeptDatabase } from './kept_database.js'
import { CASE_TABLES, playCase, type CaseRows } from './play_case.js'
import { caseOf, ROW_PROCESS, type RowCase } from './row_process.js'

/** Instances of one transaction. */
const TOGETHER = 200
/** Every so many, one is played through the bus as well and compared. */
const COMPARED_EVERY = 20_000
/** The work of these years is told by the clock of the fill. */
const FROM_MS = Date.UTC(2023, 0, 3, 1)
const YEARS_MS = 3 * 365 * 86_400_000

/** The same key whenever the fill goes on. */
function signerOf(folder: string): CheckpointSigner {
  const file = join(folder, 'checkpoint_key')
  if (!existsSync(file)) writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'), { mode: 0o600 })
  return checkpointSigner(readFileSync(file, 'utf8'))
}

export const countOf = (dialect: Dialect, table: 'instances' | 'journal'): Promise<number> =>
  dialect.read(async (connection) => Number((await connection.all(`select count(*) as n from ${table}`))[0]?.n))

export async function publishRow({ engine }: TestEngine): Promise<void> {
  if (engine.definitions.byKey('row')) return
  const published = await engine.packages.publish({ resources: [{ name: 'row.bpmn', content: ROW_PROCESS }], origin: 'api', publishedBy: null })
  if (!published.ok) throw new Error(published.diagnostics.map(({ message }) => message).join('\n'))
}

const insertCases = (dialect: Dialect, cases: readonly CaseRows[]): Promise<void> =>
  dialect.transaction((connection) =>
    connection.writeTables(
      CASE_TABLES.map((name) => ({
        table: hotTableNamed(name), writes: { inserts: cases.flatMap((one) => one[name] ?? []), puts: [], updates: [], deletes: [] },
      })),
    ),
  )

/** The pattern's rows and those of the same case played through the bus are equal to the last hash, or the fill is not the product's. */
async function expectSameRows(one: RowCase, filled: CaseRows): Promise<void> {
  const played = await playCase(one)
  for (const table of [...CASE_TABLES].reverse()) {
    if (played[table]?.length && isDeepStrictEqual(filled[table], played[table])) continue
    throw new Error(`Expected the fill to write into ${table} what the bus writes, but:\n${JSON.stringify(filled[table])}\n${JSON.stringify(played[table])}`)
  }
}

/**
 * Brings a database to `instances` of `row`, each waiting at its tenth task, by the rows that the bus writes. Goes on where it stopped, as long
 * as the number asked for is the same.
 */
export async function fill(database: KeptDatabase, instances: number, told: (done: number) => void = () => undefined): Promise<void> {
  let nowMs = FROM_MS
  const test = await openTestEngine({ database, options: { clock: () => nowMs, checkpoints: { signer: signerOf(database.folder), file: null } } })
  const newId = createIdMaker(() => nowMs)
  try {
    await publishRow(test)
    const { dialect } = test.storage.database
    const rowsOf = await casePattern()
    const there = await countOf(dialect, 'instances')
    for (let n = there; n < instances; n += TOGETHER) {
      nowMs = FROM_MS + Math.floor((YEARS_MS * n) / instances)
      // ids of one millisecond are in no order, and no two real starts share one: in order, pages are as full as they would be
      const ids = Array.from({ length: Math.min(TOGETHER, instances - n) }, newId).sort()
      const cases = ids.map((id, k) => caseOf(n + k, id, nowMs))
      const rows = cases.map(rowsOf)
      if (n === there || n % COMPARED_EVERY < TOGETHER) {
        await expectSameRows(cases[0] as RowCase, rows[0] as CaseRows)
        await test.engine.takeCheckpoints()
      }
      await insertCases(dialect, rows)
      told(n + cases.length)
    }
    await test.engine.takeCheckpoints()
  } finally {
    await test.close()
  }
}

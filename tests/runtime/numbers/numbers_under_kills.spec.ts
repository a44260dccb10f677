import { join } from 'node:path'
import { test } from '@japa/runner'
import { openOutside, type OutsideDatabase } from '#tests/storage/outside_database'
import { verifyJournal } from '#tests/storage/verify_journal'
import { createTestDatabase, type TestDatabase } from '../support/test_database.js'
import { numberFaults, readNumbers } from './check_numbers.js'
import { issueUnderKills, type Issued } from './issue_under_kills.js'

/** The soak ring asks for 1,000 documents. */
const DOCUMENTS = Number(process.env.NUMBERS_DOCUMENTS ?? 120)
const KILLS = Math.max(2, Math.round(DOCUMENTS / 60))
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)

test.group('numbers taken by processes that are killed', (group) => {
  let database: TestDatabase
  let issued: Issued
  let outside: OutsideDatabase
  const faults = async () => numberFaults(await readNumbers(outside), issued.acknowledged)

  group.setup(async () => {
    database = await createTestDatabase()
    console.log(`numbers: ${DOCUMENTS} documents, ${KILLS} kills; NUMBERS_DOCUMENTS=${DOCUMENTS} SOAK_SEED=${SEED} plays this schedule again`)
  })
  group.teardown(async () => {
    await outside?.close()
    await database.drop()
  })

  test('every register runs 1..n without gap or twin, each number with its content; nothing acknowledged is lost', async ({ assert }) => {
    issued = await issueUnderKills(database, { documents: DOCUMENTS, kills: KILLS, seed: SEED })
    console.log(`numbers: ${issued.documents} acknowledged, ${issued.inWindow} of ${KILLS} kills around a commit, ${issued.repeated} commands sent again`)
    outside = await openOutside(database.config.databaseUrl ?? join(database.config.dataDir, 'xingliu.sqlite'))
    assert.deepEqual(await faults(), [])
    assert.deepEqual(issued.faults, [])
  }).timeout(300_000 + DOCUMENTS * 3_000)

  test('enough was asked of them: documents of six registers, kills inside the commit, commands sent again', async ({ assert }) => {
    const { documents, counters } = await readNumbers(outside)
    assert.isAtLeast(documents.length, DOCUMENTS)
    assert.sameMembers(counters.flatMap(({ key }) => (key.startsWith('case/') ? [] : [key])), [
      '材料接收/admin_service/2026', '受理/admin_service/2026', '补正/admin_service/2026', '不予受理/admin_service/2026', '准予许可/market/2026', '不予许可/market/2026',
    ])
    assert.isAtLeast(issued.inWindow, 1)
    assert.isAtLeast(issued.repeated, 1)
  })

  test('the journal of the same cases is whole', async ({ assert }) => {
    assert.deepEqual(await verifyJournal(outside), [])
  })

  test('the checker finds a number out that is taken from the database, or given to another document', async ({ assert }) => {
    const [last] = await outside.all(`select \`key\`, \`row\` from issued_documents where number like '%〕2号' order by \`key\` limit 1`)
    const row = JSON.parse(String(last.row)) as { number: string }
    const one = { ...row, number: row.number.replace('〕2号', '〕1号') }
    await outside.run('update issued_documents set `row` = ? where `key` = ?', [JSON.stringify(one), String(last.key)])
    assert.match((await faults()).join('\n'), /: 1 was given twice[^]*: 2 is missing below[^]*stands on two documents[^]*but its content says/)
    await outside.run('delete from issued_documents where `key` = ?', [String(last.key)])
    assert.match((await faults()).join('\n'), /: 2 is missing below[^]*was ordered, but there is no document[^]*was acknowledged, but is lost/)
  })
})

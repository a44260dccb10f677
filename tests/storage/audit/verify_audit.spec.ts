import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { checkpointFile } from '#adapters/bootstrap/checkpoint_file'
import { sealCheckpoint } from '#engine/runtime/checkpoints/seal_checkpoint'
import { merkleRoot } from '#engine/runtime/checkpoints/merkle_root'
import { verifyAudit } from '#storage/audit/verify_audit'
import { accepted, completeTask, createdTasks, publish, start } from '#tests/runtime/support/commands'
import { ONE_TASK, P6 } from '#tests/runtime/support/models'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { openOutside, type OutsideDatabase } from '../outside_database.js'
import { testSigner } from './test_signer.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

type Row = Record<string, unknown>

const TABLES = ['instances', 'journal', 'journal_values', 'tasks', 'checkpoints', 'security_audit']
const GENERATED = new Set(['awaits_checkpoint', 'due_sort_ms'])

const insertRow = (outside: OutsideDatabase, table: string, row: Row): Promise<void> => {
  const columns = Object.keys(row).filter((column) => !GENERATED.has(column))
  const names = columns.map((column) => `\`${column}\``).join(', ')
  return outside.run(`insert into ${table} (${names}) values (${columns.map(() => '?').join(', ')})`, columns.map((column) => row[column]) as string[])
}

const lines = async function* (text: string): AsyncGenerator<string> {
  yield* text.split('\n')
}

test.group('audit:verify', (group) => {
  let running: TestEngine
  let outside: OutsideDatabase
  let file: string
  let first: string
  let finished: string
  let deleted: string
  const signer = testSigner()

  /** What the verification finds, as codes with their instance or number; the outside file is read when asked for. */
  const found = async (withFile = false): Promise<string[]> => {
    const codes: string[] = []
    await verifyAudit(outside, {
      files: withFile ? [lines(readFileSync(file, 'utf8'))] : [], publicKey: null,
      report: ({ code, instanceId, seq }) => codes.push([code, instanceId, seq].filter((part) => part !== null).join(' ')),
    })
    return codes
  }

  /** Does something behind the engine's back, looks, and undoes it. */
  const afterTampering = async (tamper: () => Promise<unknown>, withFile = false): Promise<string[]> => {
    await outside.run(running.database.name === 'mysql' ? 'start transaction' : 'begin immediate')
    try {
      await tamper()
      return await found(withFile)
    } finally {
      await outside.run('rollback')
    }
  }

  const completeAll = async (instanceId: string, open: string[]): Promise<void> => {
    for (let taskId = open.shift(); taskId; taskId = open.shift()) {
      open.push(...createdTasks(accepted(await running.engine.bus.submit(completeTask(instanceId, taskId, { note: `办理 ${taskId}`, sum: 1e21 }))).events))
    }
  }

  group.setup(async () => {
    const database = await createTestDatabase()
    file = join(database.config.dataDir, 'outside', 'checkpoints.jsonl')
    running = await openTestEngine({ database, options: { checkpoints: { signer, file: checkpointFile(file) } } })
    const { engine } = running
    await publish(engine, { p6: P6, one: ONE_TASK })
    const begun = await start(engine, 'p6', { amount: 500, area: 12.5, shop: '湘味楼 "总店"\\😀', long: '说明'.repeat(2_000) })
    first = begun.instanceId
    for (const target of ['li', 'wang', null]) await running.storage.accounts.audit.append({ atMs: 1, actor: 'li', action: 'login.ok', target, address: '127.0.0.1', detail: { n: 1 } })
    await engine.takeCheckpoints()
    const whole = await start(engine, 'p6', { amount: 50, area: null })
    finished = whole.instanceId
    await completeAll(finished, createdTasks(whole.events))
    deleted = (await start(engine, 'one')).instanceId
    await engine.bus.submit(completeTask(first, createdTasks(begun.events)[0], { step: 1 }))
    await engine.takeCheckpoints()
    await running.storage.accounts.audit.append({ atMs: 2, actor: 'wang', action: 'role.granted', target: 'li', address: null, detail: {} })
    await engine.takeCheckpoints()
    outside = await openOutside(database.config.databaseUrl ?? join(database.config.dataDir, 'xingliu.sqlite'))
  })
  group.teardown(async () => {
    await outside.close()
    await running.close()
    await running.database.drop()
  })

  test('a database nobody touched is whole, and so is the file', async ({ assert }) => {
    assert.deepEqual(await found(true), [])
    assert.lengthOf(readFileSync(file, 'utf8').trimEnd().split('\n'), 3)
  })

  test('{name} is found')
    .with([
      { name: 'a changed event', sql: () => `update journal set events = replace(events, '湘味楼', '湘昧楼') where instance_id = '${first}' and seq = 1`, finds: /^ROW_CHANGED \S+ 1$/ },
      { name: 'a changed actor', sql: () => `update journal set actor = replace(actor, 'li', 'wang') where instance_id = '${finished}' and seq = 3`, finds: /^ROW_CHANGED \S+ 3$/ },
      { name: 'a missing row', sql: () => `delete from journal where instance_id = '${finished}' and seq = 3`, finds: /^ROW_MISSING \S+ 3$/ },
      { name: 'a revision turned back', sql: () => `update instances set revision = revision - 1 where id = '${finished}'`, finds: /^HEAD_CHANGED/ },
      { name: 'a changed sealed value', sql: () => `update journal_values set value = replace(value, '说明', '明说')`, finds: /^SEALED_VALUE_CHANGED/ },
      { name: 'a changed variable', sql: () => `update instances set data = replace(data, '12.5', '125') where id = '${first}'`, finds: /^STATE_CHANGED/ },
      { name: 'a moved token', sql: () => `update instances set tokens = replace(tokens, '"b1"', '"c"') where id = '${first}'`, finds: /^STATE_CHANGED/ },
      { name: 'a changed status', sql: () => `update instances set status = 'cancelled' where id = '${finished}'`, finds: /^STATE_CHANGED/ },
      { name: 'another starter', sql: () => `update instances set starter = 'wang' where id = '${finished}'`, finds: /^STATE_CHANGED/ },
      { name: 'an opinion put into a mouth', sql: () => `update tasks set opinion = '同意' where instance_id = '${finished}'`, finds: /^TASK_CHANGED/ },
      { name: 'somebody else as the author', sql: () => `update tasks set completed_by = 'wang' where instance_id = '${finished}'`, finds: /^TASK_CHANGED/ },
      { name: 'a deleted task', sql: () => `delete from tasks where instance_id = '${finished}'`, finds: /^TASK_CHANGED/ },
      { name: 'a deleted instance row', sql: () => `delete from instances where id = '${deleted}'`, finds: /^INSTANCE_MISSING/ },
      { name: 'a deleted journal', sql: () => `delete from journal where instance_id = '${deleted}'`, finds: /^JOURNAL_MISSING/ },
      { name: 'a changed audit row', sql: () => `update security_audit set target = 'zhao' where seq = 2`, finds: /^AUDIT_ROW_CHANGED 2$/ },
      { name: 'a missing audit row', sql: () => 'delete from security_audit where seq = 2', finds: /^AUDIT_ROW_MISSING 2$/ },
      { name: 'a cut security audit', sql: () => 'delete from security_audit where seq = 4', finds: /^AUDIT_CUT 4$/ },
      { name: 'a changed checkpoint', sql: () => 'update checkpoints set at_ms = at_ms + 1 where number = 2', finds: /^CHECKPOINT_FORGED 2$/ },
      { name: 'a head taken out of a checkpoint', sql: () => `update checkpoints set heads = '[]', head_count = 0 where number = 2`, finds: /^CHECKPOINT_FORGED 2$/ },
      { name: 'a missing checkpoint', sql: () => 'delete from checkpoints where number = 2', finds: /^CHECKPOINT_MISSING 2$/ },
      { name: 'no checkpoint left', sql: () => 'delete from checkpoints', finds: /^CHECKPOINT_MISSING 1$/ },
    ])
    .run(async ({ assert }, { sql, finds }) => {
      const codes = await afterTampering(() => outside.run(sql()))
      assert.isTrue(codes.some((code) => finds.test(code)), `expected ${finds}, found ${codes.join('; ')}`)
      assert.deepEqual(await found(), [])
    })

  test('an instance deleted with everything that is its own is found by the checkpoint', async ({ assert }) => {
    const codes = await afterTampering(async () => {
      for (const [table, column] of [['instances', 'id'], ['journal', 'instance_id'], ['journal_values', 'instance_id'], ['tasks', 'instance_id']]) {
        await outside.run(`delete from ${table} where ${column} = ?`, [deleted])
      }
    })
    assert.deepEqual(codes, [`INSTANCE_DELETED ${deleted} 1`])
  })

  test('a tail cut so that instance, tasks and journal agree is found by the checkpoint', async ({ assert }) => {
    const [{ hash }] = await outside.all('select hash from journal where instance_id = ? and seq = 1', [first])
    const codes = await afterTampering(async () => {
      await outside.run('delete from journal where instance_id = ? and seq > 1', [first])
      await outside.run('update instances set revision = 1, head_hash = ? where id = ?', [String(hash), first])
    })
    assert.include(codes, `TAIL_CUT ${first} 2`)
  })

  test('a journal written anew with right hashes is found by the checkpoint', async ({ assert }) => {
    const { canonicalJson } = await import('#engine/runtime/journal/canonical_json')
    const { journalHash } = await import('#engine/runtime/journal/journal_row')
    const [row] = await outside.all('select * from journal where instance_id = ?', [deleted])
    const forged = { instanceId: deleted, seq: 1, atMs: Number(row.at_ms), actor: canonicalJson({ kind: 'user', id: 'wang' }), command: String(row.command), events: String(row.events), prevHash: String(row.prev_hash) }
    const hash = journalHash(forged)
    const codes = await afterTampering(async () => {
      await outside.run('update journal set actor = ?, hash = ? where instance_id = ?', [forged.actor, hash, deleted])
      await outside.run('update instances set head_hash = ? where id = ?', [hash, deleted])
    })
    assert.deepEqual(codes, [`JOURNAL_REWRITTEN ${deleted} 1`])
  })

  test('a checkpoint signed by another key is found, even with root and chain in order', async ({ assert }) => {
    const [row] = await outside.all('select * from checkpoints where number = 3')
    const [{ hash: previousHash }] = await outside.all('select hash from checkpoints where number = 2')
    const forged = sealCheckpoint(
      { number: 3, atMs: 5, kind: 'regular', previousHash: String(previousHash), root: merkleRoot([]), headCount: 0, auditSeq: Number(row.audit_seq), auditHash: String(row.audit_hash) },
      testSigner(),
    )
    const forge = (publicKey: string) => () =>
      outside.run('update checkpoints set at_ms = 5, root = ?, head_count = 0, heads = ?, public_key = ?, hash = ?, signature = ? where number = 3', [
        forged.root, '[]', publicKey, forged.hash, forged.signature,
      ])
    assert.deepEqual(await afterTampering(forge(forged.publicKey)), ['KEY_CHANGED 3'])
    assert.deepEqual(await afterTampering(forge(signer.publicKey)), ['CHECKPOINT_FORGED 3'])
  })

  test('a database turned back is whole in itself, and found by the outside file alone', async ({ assert }) => {
    const before = new Map<string, Row[]>()
    for (const table of TABLES) before.set(table, await outside.all(`select * from ${table}`))
    const written = readFileSync(file, 'utf8')
    await start(running.engine, 'one')
    await running.engine.takeCheckpoints()
    const turnBack = async () => {
      for (const [table, rows] of before) {
        await outside.run(`delete from ${table}`)
        for (const row of rows) await insertRow(outside, table, row)
      }
    }
    assert.deepEqual(await afterTampering(turnBack), [])
    assert.deepEqual(await afterTampering(turnBack, true), ['ROLLED_BACK 4'])
    assert.isAbove(readFileSync(file, 'utf8').length, written.length)
    assert.deepEqual(await found(true), [])
  })

  test('a damaged file is told from a line that a crash tore', async ({ assert }) => {
    const whole = readFileSync(file, 'utf8')
    const [one, ...rest] = whole.trimEnd().split('\n')
    try {
      writeFileSync(file, [one, rest[0].slice(0, 100), ...rest].join('\n'))
      assert.deepEqual(await found(true), [])
      writeFileSync(file, whole.replace('"number":1,', '"number":7,'))
      assert.deepEqual(await found(true), ['FILE_DAMAGED 1'])
    } finally {
      writeFileSync(file, whole)
    }
  })

  test('an erased value leaves everything whole', async ({ assert }) => {
    assert.deepEqual(await afterTampering(() => outside.run('delete from journal_values')), [])
  })

  test('the command says it in one line and by its exit code', async ({ assert }) => {
    const { dataDir, databaseUrl } = running.database.config
    const run = (...more: string[]) =>
      spawnSync(process.execPath, [...TYPESCRIPT_LOADER, 'adapters/bootstrap/audit_verify.ts', ...(databaseUrl ? ['--database-url', databaseUrl] : ['--data-dir', dataDir]), ...more], { encoding: 'utf8' })
    const whole = run('--file', file)
    assert.match(whole.stdout, /✓ 完整，未发现问题/)
    assert.equal(whole.status, 0)
    await outside.run(`update tasks set opinion = '同意' where instance_id = ?`, [finished])
    const broken = run('--file', file)
    assert.match(broken.stdout, /TASK_CHANGED/)
    assert.equal(broken.status, 1)
    await outside.run('update tasks set opinion = null where instance_id = ?', [finished])
    assert.equal(run('--file', join(dataDir, 'nowhere')).status, 2)
    assert.equal(run('--key', '0123456789abcdef').status, 1)
  }).timeout(60_000)
})

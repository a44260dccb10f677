import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { HOT_TABLES, hotTableNamed } from '#storage/schema/hot_tables'
import { insertRows, putRows, updateRows } from '#storage/write_rows'

const NASTY = ['"', '\\', '\\"', "'", '`', '\u0000', '\n', '\r\n', '\t', '\u2028', '😀🏽', '𠮷𡈽㮾梨', '\u{10FFFF}', '{"a":[1]}', '${x}', '%_', '--', ';', '?', '']

const nasty = fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 6 })
  .map((parts) => parts.join(''))

/** Columns that the database computes, and those that only checkpoints or the erasing of old messages write. */
const NOT_WRITTEN = new Set(['due_sort_ms', 'awaits_checkpoint', 'checkpointed_revision', 'erased_at_ms'])
/** Tables whose rows the database numbers itself. */
const NUMBERED = new Set(['news', 'notice_queue'])

const NOTHING = { inserts: [], puts: [], updates: [], deletes: [] }
const DRAFT = { userId: 'li', definitionKey: 'x', createdAtMs: 1, updatedAtMs: 1 }

test.group('what is written is read back', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())

  const dialect = () => running.storage.database.dialect
  const valueOf = async (name: string) =>
    (await dialect().read((connection) => connection.all('select name, value from settings where name = ?', [name])))[0]?.value

  test('quotes, backslashes, NUL, emoji and rare hanzi, in many rows and tables at once and in updates', async ({ assert }) => {
    let n = 0
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 12 }), async (values) => {
        const rows = values.map((value) => ({ name: `k${(n += 1)}`, value: value.replace(/\p{Surrogate}/gu, '') }))
        const drafts = rows.map(({ name, value }) => ({ ...DRAFT, id: name, title: value.slice(0, 100), values: value }))
        await dialect().transaction(async (connection) => {
          await connection.writeTables([
            { table: hotTableNamed('settings'), writes: { ...NOTHING, inserts: rows } }, { table: hotTableNamed('drafts'), writes: { ...NOTHING, inserts: drafts } },
          ])
          await putRows(connection, 'settings', rows)
        })
        for (const row of rows) {
          assert.equal(await valueOf(row.name), row.value)
          const [draft] = await dialect().read((connection) => connection.all('select `values` from drafts where id = ?', [row.name]))
          assert.equal(draft.values, row.value)
        }
        const changed = { name: rows[0].name, value: rows[rows.length - 1].value }
        await dialect().transaction((connection) => updateRows(connection, 'settings', ['name'], changed))
        assert.equal(await valueOf(changed.name), changed.value)
      }),
      { numRuns: 40 },
    )
  })

  test('keys are compared byte by byte: case, width and leading blanks count', async ({ assert }) => {
    const names = ['abc', 'ABC', 'Abc', 'ａｂｃ', ' abc', '㮾梨', '㮾犁']
    await dialect().transaction((connection) => insertRows(connection, 'settings', names.map((name) => ({ name, value: name }))))
    for (const name of names) assert.equal(await valueOf(name), name)
  })

  test('half a surrogate pair becomes U+FFFD on both databases', async ({ assert }) => {
    await dialect().transaction((connection) => insertRows(connection, 'settings', [{ name: 'half', value: 'a\ud800b' }]))
    assert.equal(await valueOf('half'), 'a\uFFFDb')
  })

  test('what a column cannot hold is refused, never cut or bent', async ({ assert }) => {
    const write = (table: string, row: Record<string, string | number>) => () => dialect().transaction((connection) => insertRows(connection, table, [row]))
    await assert.rejects(write('settings', { name: '长'.repeat(192), value: '' }), /at most 191 characters/)
    await assert.rejects(write('revisions', { name: 'x', revision: 1e30 }), /a whole number/)
    await assert.rejects(write('revisions', { name: 'x', revision: 1.5 }), /a whole number/)
    await assert.rejects(write('revisions', { name: 'x', revision: 'seven' }), /a whole number/)
  })

  test('integers up to 2^53 - 1 and texts of megabytes survive', async ({ assert }) => {
    await dialect().transaction((connection) => insertRows(connection, 'revisions', [{ name: 'large', revision: Number.MAX_SAFE_INTEGER }]))
    const [row] = await dialect().read((connection) => connection.all('select revision from revisions where name = ?', ['large']))
    assert.equal(Number(row.revision), Number.MAX_SAFE_INTEGER)
    const long = '餐饮😀'.repeat(700_000)
    await dialect().transaction((connection) => insertRows(connection, 'settings', [{ name: 'long', value: long }]))
    assert.isTrue((await valueOf('long')) === long)
  })

  test('a transaction that rejects leaves nothing behind', async ({ assert }) => {
    await assert.rejects(() =>
      dialect().transaction(async (connection) => {
        await insertRows(connection, 'settings', [{ name: 'undone', value: '' }])
        throw new Error('changed my mind')
      }),
    )
    assert.isUndefined(await valueOf('undone'))
  })

  test('in a transaction what was written is read, counted and changed by the statements after it', async ({ assert }) => {
    const rows = Array.from({ length: 30 }, (_, n) => ({ name: `step${n}`, value: `${n} ?` }))
    const seen = await dialect().transaction(async (connection) => {
      await insertRows(connection, 'settings', rows)
      const [{ n }] = await connection.all("select count(*) as n from settings where name like 'step%'")
      for (const size of [1, 20]) {
        await connection.writeTables([
          { table: hotTableNamed('settings'), writes: { ...NOTHING, updates: [{ by: ['name'], rows: rows.slice(0, size).map(({ name }) => ({ name, value: `changed ${size} ?` })) }] } },
        ])
      }
      const changed = await connection.run("update settings set value = 'twice ?' where value = 'changed 20 ?'")
      await connection.writeTables([{ table: hotTableNamed('settings'), writes: { ...NOTHING, deletes: [rows.slice(0, 12).map(({ name }) => ({ name })), [{ name: 'step29', value: '29 ?' }]] } }])
      return [Number(n), changed]
    })
    assert.deepEqual(seen, [30, 20])
    assert.isUndefined(await valueOf('step11'))
    assert.isUndefined(await valueOf('step29'))
    assert.equal(await valueOf('step12'), 'twice ?')
    assert.equal(await valueOf('step20'), '20 ?')
  })

  test('rows deleted by two columns: those and no others, few or many', async ({ assert }) => {
    for (const size of [2, 15]) {
      const rows = Array.from({ length: 20 }, (_, n) => ({ term: `t${n % 5}`, instanceId: `i${n}` }))
      const left = await dialect().transaction(async (connection) => {
        await connection.writeTables([{ table: hotTableNamed('instance_terms'), writes: { ...NOTHING, puts: rows } }])
        await connection.writeTables([{ table: hotTableNamed('instance_terms'), writes: { ...NOTHING, deletes: [rows.slice(0, size), [{ term: 't4', instanceId: 'i0' }]] } }])
        return connection.all('select instance_id from instance_terms order by instance_id')
      })
      assert.sameMembers(left.map((row) => row.instance_id), rows.slice(size).map(({ instanceId }) => instanceId))
      await dialect().transaction(async (connection) => void (await connection.run('delete from instance_terms')))
    }
  })

  test('a row that fails at the commit undoes what went before it, and the connection goes on', async ({ assert }) => {
    await dialect().transaction((connection) => insertRows(connection, 'settings', [{ name: 'there', value: '' }]))
    const twice = () => dialect().transaction(async (connection) => {
      await insertRows(connection, 'settings', [{ name: 'before', value: '' }])
      await insertRows(connection, 'settings', [{ name: 'there', value: 'again' }])
    })
    for (let n = 0; n < 3; n += 1) {
      const error = await twice().then(() => null, (rejected: unknown) => rejected)
      assert.isTrue(dialect().isDuplicate(error))
    }
    assert.isUndefined(await valueOf('before'))
    assert.equal(await valueOf('there'), '')
  })

  test('megabytes in many rows go in several packets of one transaction', async ({ assert }) => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ name: `mega${n}`, value: '办'.repeat(1_000_000) }))
    await assert.rejects(() => dialect().transaction(async (connection) => {
      await insertRows(connection, 'settings', rows)
      throw new Error('changed my mind')
    }))
    assert.isUndefined(await valueOf('mega0'))
    await dialect().transaction((connection) => insertRows(connection, 'settings', rows))
    assert.isTrue((await valueOf('mega8')) === rows[8].value)
  })

  test('the tables the writers know are the tables the migrations make', async ({ assert }) => {
    for (const table of HOT_TABLES) {
      const columns = await running.storage.database.lucid.connection('writer').columnsInfo(table.name)
      const made = Object.keys(columns).filter((column) => !NOT_WRITTEN.has(column) && !(NUMBERED.has(table.name) && column === 'seq'))
      assert.sameMembers(made, [...table.columns.values()].map(({ column }) => column), table.name)
    }
  })

  test('migrating again changes nothing', async ({ assert }) => {
    await running.storage.migrate()
    assert.equal(await valueOf('half'), 'a\uFFFDb')
  })
})

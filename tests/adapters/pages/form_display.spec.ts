import { test } from '@japa/runner'
import type { FormSchema } from '#forms/schema/form_schema'
import { packRows } from '#adapters/web/pages/form/pack_rows'
import { writableValues } from '#adapters/web/pages/form/writable_values'

const field = (key: string, layout?: object) => ({ type: 'textfield', key, ...(layout ? { layout } : {}) })
const form = (...components: object[]): FormSchema => ({ type: 'default', components }) as unknown as FormSchema
const rowsOf = (schema: FormSchema): (string | undefined)[] => schema.components.map((component) => (component as { layout?: { row?: string } }).layout?.row)

test.group('pages: how a form is laid out', () => {
  test('two halves share a row, a third begins the next', ({ assert }) => {
    const rows = rowsOf(packRows(form(field('a', { columns: 8 }), field('b', { columns: 8 }), field('c', { columns: 8 }))))
    assert.equal(rows[0], rows[1])
    assert.notEqual(rows[1], rows[2])
  })

  test('a full-width field between two halves keeps them apart', ({ assert }) => {
    const rows = rowsOf(packRows(form(field('a', { columns: 8 }), field('wide'), field('b', { columns: 8 }))))
    assert.isUndefined(rows[1])
    assert.notEqual(rows[0], rows[2])
  })

  test('a row that the designer has named stays', ({ assert }) => {
    assert.deepEqual(rowsOf(packRows(form(field('a', { columns: 8, row: 'Row_1' }), field('b', { columns: 8 }))))[0], 'Row_1')
  })
})

test.group('pages: what a clerk sends', () => {
  const schema = form(
    field('title'),
    { type: 'group', path: 'owner', components: [field('name'), field('idNumber')] },
    { type: 'dynamiclist', path: 'staff', components: [field('name'), field('certificate')] },
  )
  const data = { title: '甲', owner: { name: '乙', idNumber: '4301**********0000' }, staff: [{ name: '丙', certificate: '丁' }], other: 1 }

  test('only fields this node may write', ({ assert }) => {
    assert.deepEqual(writableValues(schema, { 'owner.idNumber': 'read', staff: 'hidden' }, data), { title: '甲', owner: { name: '乙' } })
  })

  test('a list goes whole when anything in it may be written', ({ assert }) => {
    assert.deepEqual(writableValues(schema, { '*': 'read', 'staff.certificate': 'write' }, data), { staff: data.staff })
  })

  test('what is computed is left to the server', ({ assert }) => {
    assert.deepEqual(writableValues(form(field('a'), { type: 'expression', key: 'sum', expression: '=a' }), {}, { a: 1, sum: 1 }), { a: 1 })
  })

  test('what is not there is not sent', ({ assert }) => {
    assert.deepEqual(writableValues(schema, {}, { title: '甲', owner: null }), { title: '甲' })
  })
})

import { test } from '@japa/runner'
import * as fc from 'fast-check'

import type { BusinessRow } from '#engine/runtime/participant'
import { caseNumber, childNumber, isCaseNumber } from '#processes/foundation/numbers/case_number'
import { takeCaseNumber, takeDocumentNumber } from '#processes/foundation/numbers/take_number'
import { WorkingRows } from '#processes/foundation/working_rows'

test.group('办件编号', () => {
  test('division, department, day, sequence and a check digit', ({ assert }) => {
    const number = caseNumber('001', '20261122', 17)
    assert.match(number, /^43012100120261122000017\d$/)
    assert.isTrue(isCaseNumber(number))
    assert.isTrue(isCaseNumber(childNumber(number, 1)))
    assert.equal(childNumber(number, 12), `${number}-12`)
    assert.isTrue(isCaseNumber(caseNumber('001', '20261122', 1_234_567)), 'grows beyond six digits')
    for (const wrong of ['', '430121', 'x'.repeat(24), `${number}x`]) assert.isFalse(isCaseNumber(wrong), wrong)
  })

  test('any single wrong digit is found', ({ assert }) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.nat(22), fc.integer({ min: 1, max: 9 }), (sequence, position, shift) => {
        const number = caseNumber('017', '20261122', sequence)
        const wrong = [...number]
        wrong[position] = String((Number(wrong[position]) + shift) % 10)
        return !isCaseNumber(wrong.join(''))
      }),
    )
    assert.isTrue(true)
  })
})

test.group('numbers and rows', () => {
  /** A table that loads what is asked for, as the runtime does. */
  const settle = <T>(stored: Map<string, BusinessRow>, take: (rows: WorkingRows) => T): T => {
    const loaded = new Map<string, BusinessRow | null>()
    for (;;) {
      const rows = new WorkingRows(loaded)
      const taken = take(rows)
      if (rows.isComplete) {
        for (const change of rows.changes()) stored.set(`${change.table}/${change.key}`, change.row!)
        return taken
      }
      for (const { table, key } of rows.wanted()) loaded.set(`${table}/${key}`, stored.get(`${table}/${key}`) ?? null)
    }
  }

  test('a document number rises by one in its register, unit and year, and nowhere else', ({ assert }) => {
    const stored = new Map<string, BusinessRow>()
    const take = (register: string, unit: string, year: number) =>
      settle(stored, (rows) => takeDocumentNumber(rows, { register, unit, prefix: `长县${unit}`, word: register, year }))
    assert.deepEqual(
      [take('受', 'a', 2026), take('受', 'a', 2026), take('受', 'b', 2026), take('补', 'a', 2026), take('受', 'a', 2027), take('受', 'a', 2026)],
      ['长县a受〔2026〕1号', '长县a受〔2026〕2号', '长县b受〔2026〕1号', '长县a补〔2026〕1号', '长县a受〔2027〕1号', '长县a受〔2026〕3号'],
    )
  })

  test('several numbers in one step follow each other', ({ assert }) => {
    const input = { register: '受', unit: 'a', prefix: '长县', word: '受', year: 2026 }
    const numbers = settle(new Map(), (rows) => [takeDocumentNumber(rows, input), takeDocumentNumber(rows, input)])
    assert.deepEqual(numbers, ['长县受〔2026〕1号', '长县受〔2026〕2号'])
  })

  test('while a block lasts the counter is not touched', ({ assert }) => {
    const block = new Map<string, BusinessRow | null>([['number_blocks/n1/001/20261122', { next: 7, last: 50 }]])
    const rows = new WorkingRows(block)
    assert.match(takeCaseNumber(rows, { node: 'n1', departmentCode: '001', day: '20261122' }), /000007\d$/)
    assert.isTrue(rows.isComplete, 'nothing else was asked for')
    assert.deepEqual(rows.changes().map((change) => change.table), ['number_blocks'])
  })

  test('a spent block is replaced from the counter', ({ assert }) => {
    const stored = new Map<string, BusinessRow>([['number_blocks/n1/001/20261122', { next: 51, last: 50 }], ['counters/case/001/20261122', { value: 100 }]])
    assert.match(settle(stored, (rows) => takeCaseNumber(rows, { node: 'n1', departmentCode: '001', day: '20261122' })), /000101\d$/)
    assert.deepEqual(stored.get('counters/case/001/20261122'), { value: 150 })
    assert.deepEqual(stored.get('number_blocks/n1/001/20261122'), { next: 102, last: 150 })
  })

  test('a removed row reads as absent, and is deleted', ({ assert }) => {
    const rows = new WorkingRows(new Map([['case_items/a', { code: 'x' }]]))
    rows.remove('case_items', 'a')
    assert.isNull(rows.get('case_items', 'a'))
    assert.deepEqual(rows.changes(), [{ table: 'case_items', key: 'a', operation: 'delete' }])
  })
})

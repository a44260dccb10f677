import { test } from '@japa/runner'
import * as fc from 'fast-check'

import { CountyDriver } from '../county_driver.js'
import { readPackage } from '../read_package.js'
import { APPLICATION, EXAMINATION, PERMIT } from './restaurant_application.js'

const FILES = readPackage('one-thing/restaurant')
const DAY_MS = 86_400_000

const REFUSAL = { refusalReasons: [{ reason: '不符合条件' }], refusalBases: [{ basis: '示例依据' }] }
const SUPPLEMENT = { supplementItems: [{ name: '材料', basis: '依据', missing: '缺页' }], supplementDays: 5, secondSupplementReason: '情况有变' }

/** Every answer a person may give at a node, with what has to be filled in for it. */
const ANSWERS: Readonly<Record<string, readonly (readonly [outcome: string, values: Record<string, unknown>])[]>> = {
  receive: [['accept', {}], ['accept', {}], ['supplement', SUPPLEMENT], ['reject', REFUSAL]],
  supplement: [['resubmit', {}], ['resubmit', {}], ['withdraw', {}]],
  handle: [['agree', { ...EXAMINATION, ...PERMIT }], ['disagree', { ...EXAMINATION, ...REFUSAL }]],
  review: [['agree', {}], ['agree', {}], ['return', {}]],
  decide: [['grant', PERMIT], ['refuse', REFUSAL]],
  certify: [['certified', { certificatePrintedOn: '2026-11-25' }]],
  deliver: [['delivered', { deliveryMethod: 'electronic', recipientName: '章示例' }]],
}

/** What must hold of the county's records whatever has happened; each broken rule as a sentence. */
function broken(driver: CountyDriver, ids: readonly string[]): string[] {
  const faults: string[] = []
  const need = (holds: boolean, what: string) => {
    if (!holds) faults.push(what)
  }
  for (const id of ids) {
    const row = driver.caseOf(id)
    const items = driver.itemsOf(id)
    const isOver = driver.states.get(id)!.status !== 'active'
    need((row.closedAtMs !== null) === isOver, `${id}: closed and ${driver.states.get(id)!.status}`)
    need(row.lifecycle.refused.length === 0, `${id}: life-cycle refused ${JSON.stringify(row.lifecycle.refused)}`)
    need(!isOver || ![...driver.tasks.values()].some((task) => task.instanceId === id || task.instanceId.startsWith(`${id}:`)), `${id}: work is left`)
    for (const item of items) {
      need(item.lifecycle.refused.length === 0, `${item.number}: life-cycle refused ${JSON.stringify(item.lifecycle.refused)}`)
      need(row.items.find((one) => one.code === item.code)?.result === item.result, `${item.number}: two results`)
      need(!isOver || item.result !== null, `${item.number}: open in a closed case`)
      need((driver.due('item_promised', `${id}/${item.code}`)?.dueAtMs ?? null) === (item.result === null ? item.promisedDueAtMs : null), `${item.number}: due item`)
    }
    need((driver.due('case_promised', id)?.dueAtMs ?? null) === (isOver ? null : row.promisedDueAtMs), `${id}: due item`)
    need((row.result === null) === (items.some((item) => item.result === null) || items.every((item) => item.result === 'cancelled')), `${id}: derived result`)
  }
  return [...faults, ...brokenNumbers(driver)]
}

/** Every register counts 1, 2, 3 … without gaps; every case number is its own. */
function brokenNumbers(driver: CountyDriver): string[] {
  const numbers = [...driver.rows].filter(([key]) => key.startsWith('issued_documents/')).map(([, row]) => String(row.number))
  const registers = new Map<string, number[]>()
  for (const number of numbers) {
    const [, register, value] = /^(.*)〕(\d+)号$/.exec(number)!
    registers.set(register!, [...(registers.get(register!) ?? []), Number(value)])
  }
  const gaps = [...registers].filter(([, values]) => values.toSorted((a, b) => a - b).some((value, index) => value !== index + 1))
  const cases = [...driver.rows].filter(([key]) => key.startsWith('case_records/')).map(([, row]) => row.number)
  return [...gaps.map(([register]) => `${register}: gap`), ...(new Set(cases).size === cases.length ? [] : ['a case number twice'])]
}

test.group('开餐饮店: whatever people do', () => {
  test('records, clocks, numbers and life-cycles stay in line with the tokens', async ({ assert }) => {
    let closed = 0
    const move = fc.record({ task: fc.nat(1000), answer: fc.nat(1000), days: fc.nat(3), special: fc.nat(40) })
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 60 }), async (moves) => {
        const driver = await CountyDriver.open(FILES, '2026-12-14T09:00:00+08:00')
        const ids: string[] = []
        const file = (change: Record<string, unknown>) => {
          const started = driver.start('restaurant', 'window1', { ...APPLICATION, ...change })
          if (!started.ok) throw new Error(started.rejection.message)
          ids.push(started.instanceId)
        }
        file({})
        for (const { task, answer, days, special } of moves) {
          // the current year must have its calendar for an acceptance: stay within December
          driver.nowMs = Math.min(driver.nowMs + days * DAY_MS, Date.parse('2026-12-31T15:00:00+08:00'))
          const open = [...driver.tasks.values()]
          if (special === 0 || open.length === 0) file(answer % 2 === 0 ? { placeArea: 40 } : { hasSignboard: 'no', signboards: [] })
          else if (special === 1) driver.cancel(ids[task % ids.length]!, 'admin', '终止')
          else {
            const chosen = open[task % open.length]!
            const answers = ANSWERS[chosen.elementId]!
            const [outcome, values] = answers[answer % answers.length]!
            const by = chosen.candidates.flatMap((candidate) => driver.membersOf(candidate))[0]!
            const done = driver.complete(chosen.elementId, by, outcome, values, { instanceId: chosen.instanceId })
            if (!done.ok) throw new Error(`${chosen.elementId} ${outcome}: ${done.rejection.message} ${JSON.stringify(done.rejection.errors)}`)
          }
          const faults = broken(driver, ids)
          if (faults.length > 0) throw new Error(faults.join('\n'))
        }
        closed += ids.filter((id) => driver.caseOf(id).closedAtMs !== null).length
      }),
      { numRuns: 40 },
    )
    assert.isAbove(closed, 5, 'walks that come to an end')
  })
})

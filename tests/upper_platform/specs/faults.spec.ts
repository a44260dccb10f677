import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { FAULTS } from '../interface/faults.js'
import { openStandIn, type StandIn } from '../open_stand_in.js'
import type { Settings } from '../server/settings.js'
import { createCounty, type County } from './county.js'
import { ALL_CODES, FAULT_CASES } from './faults.js'
import * as right from './right_messages.js'

/** A stand-in with an empty ledger, two tickets sent, one of them withdrawn. */
async function open(settings?: (settings: Settings) => void): Promise<{ standIn: StandIn; county: County; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'upper-platform-'))
  const standIn = await openStandIn({ folder, port: 0, controlPort: 0, startMs: Date.parse(right.NOW), prepare: (own) => void (own.platforms['city-brain'].receipt = 'sync') })
  const { ledger, credentials, clock } = standIn.desk
  for (const [id, ticketNo] of [['s1', 'RX202611230001'], ['s2', 'RX202611230002']] as const) {
    ledger.noteSending({ id, platform: 'hotline', dataset: 'tickets', data: { ...right.ticket, ticketNo } }, clock.nowMs())
  }
  ledger.noteSending({ id: 's3', platform: 'hotline', dataset: 'withdrawals', data: { originalNo: 'RX202611230002' } }, clock.nowMs())
  settings?.(standIn.desk.settings)
  const stop = async () => {
    await standIn.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { standIn, county: createCounty(`http://127.0.0.1:${standIn.port}`, credentials, clock.nowMs), stop }
}

test.group('what the platforms above refuse', () => {
  for (const { code, what, schema, data, odd, before = [], settings } of FAULT_CASES) {
    test(`${code} ${FAULTS[code].zh}: ${what}`, async ({ assert }) => {
      const { standIn, county, stop } = await open()
      const usual = schema.startsWith('good-review') ? { algorithm: 'SM2' as const } : {}
      for (const [earlier, message, how] of before) assert.include(await county.tell(earlier, message, { ...usual, ...how }), { status: 200 }, `${earlier} goes before`)
      settings?.(standIn.desk.settings)
      const said = await county.tell(schema, data, { ...usual, ...odd })
      assert.equal(said.body.code, code, said.text)
      assert.equal(said.status, FAULTS[code].status)
      assert.equal(said.body.success, 'false')
      assert.match(String(said.body.reason), /[\u4e00-\u9fff]/)
      assert.equal(said.retryAfter !== null, FAULTS[code].again === 'wait')
      assert.lengthOf(standIn.desk.ledger.entries().filter(({ verdict }) => verdict.status === 'accepted'), before.length, 'only what went before was taken')
      await stop()
    })
  }

  test('every code of the table is shown, and more than forty', ({ assert }) => {
    const shown = new Set(FAULT_CASES.map(({ code }) => code))
    assert.deepEqual(ALL_CODES.filter((code) => !shown.has(code)), [])
    assert.isAbove(shown.size, 40)
  })
})

test.group('what the platforms above take', () => {
  const whole = [
    ['province/application', right.application], ['province/acceptance', right.acceptance], ['province/special-procedure', right.procedureBegun], ['province/special-procedure', right.procedureEnded],
    ['province/process', { ...right.step, stepStatus: '1', action: undefined, endedAt: right.step.startedAt }], ['province/process', right.step], ['province/completion', right.completion],
    ['province/evaluation', right.evaluation], ['province/evaluation', { ...right.evaluation, projectNo: '430121001202611230000017', satisfaction: '4', comment: '等得有点久' }],
    ['city-brain/event-filed', right.eventFiled], ['city-brain/event-progress', right.eventProgress], ['city-brain/event-closed', right.eventClosed], ['city-brain/alarms', right.alarm], ['city-brain/alarms', right.alarmCleared],
    ['emergency/reports', right.firstReport], ['emergency/reports', right.nextReport], ['emergency/reports', right.finalReport], ['hotline/ticket-answers', right.ticketAnswer], ['my-changsha/progress', right.notice],
  ] as const

  test('every stage in order, by each algorithm, plain and encrypted', async ({ assert }) => {
    for (const algorithm of ['HMAC-SHA256', 'SM3-HMAC', 'SM2'] as const) {
      const { county, stop } = await open()
      for (const [schema, data] of whole) {
        const said = await county.tell(schema, data, { algorithm, isEncrypted: algorithm !== 'HMAC-SHA256' })
        assert.include(said.body, { code: '0', success: 'true', status: 'accepted' }, `${schema} by ${algorithm}: ${said.text}`)
      }
      await stop()
    }
  })

  test('a 好差评 under SM2, the other version of a completion, a case not accepted, a rare character spelt out', async ({ assert }) => {
    const { county, stop } = await open()
    const second = { ...right.application, projectNo: '430121-2', address: '长沙县{U+3BBE}梨街道示例路' }
    const told = [
      await county.tell('good-review/evaluation', right.review, { algorithm: 'SM2' }),
      await county.tell('province/application', right.application), await county.tell('province/acceptance', right.acceptance),
      await county.tell('province/completion', right.completionInNewVersion, { version: '1.1' }),
      await county.tell('province/application', second), await county.tell('province/acceptance', { ...right.nonAcceptance, projectNo: '430121-2' }),
      await county.tell('province/completion', { projectNo: '430121-2', taskCode: right.completion.taskCode, handlerName: '王示例', completedAt: '20261123T100000', result: '3', resultDesc: '不属于本县管辖。', divisionCode: '430121', isExpress: '0', isCharged: '0' }),
    ]
    assert.deepEqual(told.map(({ body }) => body.code), told.map(() => '0'), JSON.stringify(told.map(({ text }) => text)))
    await stop()
  })

  test('the same message counts once; a refused one may come again corrected under its id', async ({ assert }) => {
    const { standIn, county, stop } = await open()
    const first = await county.tell('province/application', right.application, { messageId: 'a' })
    const again = await county.tell('province/application', Object.fromEntries(Object.entries(right.application).toReversed()), { messageId: 'a', algorithm: 'SM2' })
    assert.equal(again.body.upperId, first.body.upperId)
    assert.equal((await county.tell('province/acceptance', { ...right.acceptance, handlerName: '' }, { messageId: 'b' })).body.code, '3001')
    assert.equal((await county.tell('province/acceptance', right.acceptance, { messageId: 'b' })).body.code, '0')
    assert.deepEqual(standIn.desk.ledger.entries().map(({ messageId, arrivals, verdict }) => [messageId, arrivals, verdict.status]), [['a', 2, 'accepted'], ['b', 2, 'accepted']])
    await stop()
  })
})

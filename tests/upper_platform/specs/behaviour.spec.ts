import { test } from '@japa/runner'
import { startUpperPlatform, type UpperPlatformProcess } from '../start_upper_platform.js'
import { MODES, type Mode } from '../server/behaviour.js'
import { createCounty, type County } from './county.js'
import * as right from './right_messages.js'

const nowMs = () => Date.parse(right.NOW)
const numbered = (serial: number) => ({ ...right.application, projectNo: `430121-${serial}`, parentProjectNo: undefined })

/** What a caller makes of an answer: a verdict in the words of the document, or nothing to rely on. */
async function heard(county: County, serial: number, messageId: string): Promise<string> {
  const said = await county.tell('province/application', numbered(serial), { messageId }).catch(() => null)
  if (said === null) return 'broken'
  const isVerdict = said.status === 200 && said.type.startsWith('application/json') && said.body.code === '0' && said.body.success === 'true'
  return isVerdict ? 'taken' : `${said.status}`
}

const HEARD: Readonly<Record<Exclude<Mode, 'hang' | 'hang-after'>, string>> = {
  'ok': 'taken', 'late': 'taken', 'error-500': '500', 'error-500-after': '500', 'busy': '503', 'limited': '429', 'garbage': '200', 'empty': '200', 'false-zero': '200', 'html': '200',
  'wrong-type': '200', 'cut': 'broken', 'reset': 'broken', 'reset-after': 'broken',
}

test.group('what the platforms above do wrong', (group) => {
  let platform: UpperPlatformProcess
  let county: County
  group.each.setup(async () => {
    platform = await startUpperPlatform({ arguments: ['--clock', right.NOW] })
    county = createCounty(platform.url, platform.credentials, nowMs)
    return () => platform.stop()
  })

  test('each way of answering is heard as it is, and the ledger knows whether the message was taken', async ({ assert }) => {
    let serial = 0
    for (const [mode, words] of Object.entries(HEARD) as [Mode, string][]) {
      serial += 1
      await platform.behave({ rules: [{ mode, ms: 50, times: 1 }] })
      assert.equal(await heard(county, serial, mode), words, mode)
      assert.equal((await platform.entries({ messageId: mode })).length, MODES[mode].isTaken ? 1 : 0, mode)
      assert.equal(await heard(county, serial, mode), 'taken', `${mode}, sent again`)
      assert.deepInclude((await platform.entries({ messageId: mode }))[0], { status: 'accepted', arrivals: MODES[mode].isTaken ? 2 : 1 }, mode)
    }
  }).timeout(60_000)

  test('it takes a message and never answers, or refuses every connection', async ({ assert }) => {
    await platform.behave({ rules: [{ mode: 'hang-after', times: 1 }] })
    const waited = await Promise.race([heard(county, 1, 'a'), new Promise((resolve) => setTimeout(() => resolve('nothing'), 300))])
    assert.equal(waited, 'nothing')
    await platform.listen(false)
    assert.equal(await heard(county, 1, 'a'), 'broken')
    await platform.listen(true)
    assert.equal(await heard(county, 1, 'a'), 'taken')
    assert.deepInclude((await platform.entries())[0], { messageId: 'a', arrivals: 2 })
  })

  test('a mix by chance replays from its seed whatever the order, and lets everything through in the end', async ({ assert }) => {
    const shares = { 'error-500': 0.2, 'error-500-after': 0.2, 'garbage': 0.1, 'reset-after': 0.2 } as const
    const play = async (order: readonly number[]) => {
      const outcomes: Record<string, string> = {}
      for (const serial of order) for (let arrival = 1; arrival <= 4; arrival++) outcomes[`${serial}/${arrival}`] = await heard(county, serial, `id-${serial}`)
      return outcomes
    }
    const serials = Array.from({ length: 12 }, (_, index) => index)
    await platform.behave({ mix: { seed: 7, shares, most: 3 } })
    const first = await play(serials)
    assert.isAbove(new Set(Object.values(first)).size, 3)
    assert.isTrue(serials.every((serial) => first[`${serial}/4`] === 'taken'))
    platform = await platform.restart()
    await platform.behave({ mix: { seed: 7, shares, most: 3 } })
    assert.deepEqual(await play(serials.toReversed()), first)
    assert.lengthOf(await platform.entries(), 12)
  })

  test('killed and started again it knows every case, and what it answered before', async ({ assert }) => {
    const before = await county.tell('province/application', right.application, { messageId: 'a' })
    await county.tell('province/acceptance', right.acceptance, { messageId: 'b' })
    await platform.kill()
    platform = await platform.restart()
    const again = await county.tell('province/application', right.application, { messageId: 'a' })
    assert.equal(again.body.upperId, before.body.upperId)
    assert.equal((await county.tell('province/acceptance', right.acceptance, { messageId: 'c' })).body.code, '4003')
    assert.deepEqual((await platform.entries()).map(({ messageId, refusalCode = null, arrivals }) => [messageId, refusalCode, arrivals]), [['a', null, 2], ['b', null, 1], ['c', '4003', 1]])
  })
})

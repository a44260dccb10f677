import { test } from '@japa/runner'
import { aDevice, aGrouping, GROUP_BUSINESS, openSensorDesk, type SensorDesk } from './sensor_desk.js'

const DEVICES = 30
const ROUNDS = 10

/** Two intakes on one database at the same time; on MariaDB their transactions really meet. */
test.group('two nodes take readings of the same devices', (group) => {
  let one: SensorDesk
  let other: SensorDesk
  group.setup(async () => {
    one = await openSensorDesk()
    return () => one.close()
  })

  test('a message that both are given is kept once, each device has one alarm, the storm one case', async ({ assert }) => {
    one.group(aGrouping({ id: 'storm', purpose: 'storm', kinds: [], by: ['kind', 'town'], withinMs: 60_000, count: 20, waitMs: 2_000, makes: { kind: 'storm', severity: 'major', business: GROUP_BUSINESS } }))
    one.add(...Array.from({ length: DEVICES }, (_, n) => aDevice(`T${n}`)))
    other = one.restarted()
    // each node hears the devices in another order, in batches of another size
    const messages = Array.from({ length: ROUNDS * DEVICES }, (_, n) => one.messageOf(`T${n % DEVICES}`, { tilt: 20 + Math.floor(n / DEVICES) }, { messageId: `m${n}`, eventAtMs: one.now() + Math.floor(n / DEVICES) }))
    const reversed = Array.from({ length: ROUNDS }, (_, round) => messages.slice(round * DEVICES, (round + 1) * DEVICES).toReversed()).flat()
    const take = (desk: SensorDesk, list: typeof messages, size: number) =>
      Promise.all(Array.from({ length: Math.ceil(list.length / size) }, (_, n) => desk.intake.take(list.slice(n * size, (n + 1) * size), desk.now()))).then((taken) => taken.flat())
    const taken = (await Promise.all([take(one, messages, 7), take(other, reversed, 11)])).flat()
    const kinds = taken.map(({ kind }) => kind)
    assert.deepEqual([kinds.filter((kind) => kind === 'accepted').length, kinds.filter((kind) => kind === 'duplicate').length], [messages.length, messages.length])
    await Promise.all([one.pass(5_000), other.pass(5_000)])
    const alarms = (await one.stores.queries.list({ phase: 'open' }, { kind: 'all' }, { limit: 200 })).data
    assert.deepEqual(alarms.filter(({ kind }) => kind === 'tilt').length, DEVICES)
    assert.deepEqual(alarms.filter(({ kind }) => kind === 'storm').map(({ members }) => members), [DEVICES])
    assert.deepEqual([(await one.cases()).length, (await one.cases('group_case')).length], [0, 1])
  })
})

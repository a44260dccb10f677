import { createServer } from 'node:net'
import { test } from '@japa/runner'
import { connect } from 'mqtt'
import { createBrokerOnDuty } from '#adapters/sensors/mqtt/broker_on_duty'
import type { EmbeddedBroker } from '#adapters/sensors/mqtt/embedded_broker'
import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import { createTestTools } from '../line_tools.js'
import { freePort } from '../free_port.js'
import { until } from '../recording_intake.js'

/** As the database keeps them: one owner until an instant. */
function createLeases(): LeaseStore & { isAway: boolean } {
  const held = new Map<string, { owner: string; untilMs: number }>()
  return {
    isAway: false,
    async take(name, owner, nowMs, untilMs) {
      if (this.isAway) throw new Error('the database is away')
      const now = held.get(name)
      if (now && now.owner !== owner && now.untilMs > nowMs) return false
      held.set(name, { owner, untilMs })
      return true
    },
  }
}

const publish = async (port: number): Promise<void> => {
  const client = connect(`mqtt://127.0.0.1:${port}`, { username: 'nb/A1', password: 'secret of nb/A1', reconnectPeriod: 10 })
  client.on('error', () => undefined)
  await client.publishAsync('devices/nb/A1/up', `{"messageId":"${Math.random()}"}`, { qos: 1 })
  await client.endAsync(true)
}

test.group('embedded broker: one node at a time', () => {
  const nodeOf = (nodeId: string, leases: LeaseStore, port: number, tools = createTestTools()) => {
    let broker: EmbeddedBroker | null = null
    const line = createBrokerOnDuty({ host: '127.0.0.1', port, tls: null, maxConnections: 10, leases, nodeId, everyMs: 20, onDuty: (now) => (broker = now) }, tools)
    return { line, tools, listens: () => broker !== null }
  }

  test('the second node stands by and listens on the same port when the first has ended; a device finds it', async ({ assert }) => {
    const port = await freePort()
    const leases = createLeases()
    const one = nodeOf('one', leases, port)
    const two = nodeOf('two', leases, port)
    await one.line.start()
    await two.line.start()
    assert.deepEqual([one.listens(), two.listens()], [true, false])
    await publish(port)
    await one.line.stop()
    await until(two.listens, 'the second listens')
    await publish(port)
    assert.deepEqual([one.tools.intake.kept.length, two.tools.intake.kept.length], [1, 1])
    assert.deepEqual([...one.tools.errors, ...two.tools.errors], [])
    await two.line.stop()
  })

  test('a node whose lease another has taken closes its port', async ({ assert }) => {
    const port = await freePort()
    const leases = createLeases()
    const one = nodeOf('one', leases, port)
    await one.line.start()
    // as when it slept for longer than the lease runs
    await leases.take('mqtt-broker', 'two', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    await until(() => !one.listens(), 'it listens no more')
    await one.line.stop()
    assert.equal(one.line.record.figures().connections, 0)
  })

  test('a taken port rejects the start, is said once, and is listened on when it is free', async ({ assert }) => {
    const port = await freePort()
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    const one = nodeOf('one', createLeases(), port)
    await assert.rejects(() => one.line.start(), /EADDRINUSE/)
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.lengthOf(one.tools.errors, 1)
    await new Promise((resolve) => other.close(resolve))
    await until(one.listens, 'it listens')
    await one.line.stop()
  })

  test('while the leases cannot be asked the broker goes on', async ({ assert }) => {
    const port = await freePort()
    const leases = createLeases()
    const one = nodeOf('one', leases, port)
    await one.line.start()
    leases.isAway = true
    await until(() => one.tools.errors.length > 0, 'it is said')
    await publish(port)
    assert.isTrue(one.listens())
    leases.isAway = false
    await one.line.stop()
  })
})

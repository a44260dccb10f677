import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { readConfiguration } from '#adapters/bootstrap/configuration'

const read = (environment: Record<string, string>) => readConfiguration(environment, '/repository')
const linesOf = (environment: Record<string, string>) => {
  const result = read(environment)
  if (!result.ok) throw new Error(result.faults.join('\n'))
  return result.configuration.lines
}
const faultsOf = (environment: Record<string, string>): string[] => {
  const result = read(environment)
  return result.ok ? [] : result.faults
}

test.group('settings of sensor lines', () => {
  test('the demo listens on the usual ports; without it nothing is opened unasked, nor in tests', ({ assert }) => {
    assert.deepInclude(linesOf({}), { host: '127.0.0.1', mqttPort: 1883, mqttTls: null, outside: null, hj212: { port: 9212, source: 'hj212' }, frontTables: [] })
    for (const environment of [{ DEMO: 'off' }, { NODE_ENV: 'test' }, { MQTT_PORT: 'off', HJ212_PORT: 'off' }] as Record<string, string>[]) {
      assert.deepInclude(linesOf(environment), { mqttPort: null, hj212: null })
    }
    assert.deepInclude(linesOf({ DEMO: 'off', MQTT_PORT: '18830', HJ212_PORT: '0', HJ212_SOURCE: 'air', SENSOR_HOST: '0.0.0.0' }), { mqttPort: 18_830, hj212: { port: 0, source: 'air' }, host: '0.0.0.0' })
  })

  test('a broker outside: version, group, topic and a client id that stays the same', ({ assert }) => {
    const { outside } = linesOf({ MQTT_URL: 'mqtts://broker:8883', MQTT_TOPIC: 'city/well/{deviceId}', MQTT_SOURCE: 'wells', PORT: '3334' })
    assert.deepInclude(outside, { url: 'mqtts://broker:8883', version: 5, group: 'xingliu' })
    assert.deepEqual(outside?.topic.deviceOf('city/well/W1'), { source: 'wells', deviceId: 'W1' })
    assert.match(outside?.clientId ?? '', /^xingliu-.+-3334$/)
    assert.deepInclude(linesOf({ MQTT_URL: 'mqtt://broker', MQTT_VERSION: '3.1.1' }).outside, { version: 4, group: null })
  })

  for (const environment of [
    { MQTT_PORT: 'x' }, { HJ212_PORT: '70000' }, { MQTT_URL: 'http://hidden' }, { MQTT_URL: 'mqtt://broker', MQTT_TOPIC: 'no/device' }, { MQTT_VERSION: '4' }, { SENSOR_HOST: 'example.com' }, { MQTT_TLS_CERT: '/not/there' },
    { FRONT_TABLES: '/not/there' }, { HJ212_SOURCE: 'a/b' },
  ] as Record<string, string>[]) {
    test(`${JSON.stringify(environment)} is refused in one line`, ({ assert }) => {
      const faults = faultsOf(environment)
      assert.lengthOf(faults, 1)
      assert.match(faults[0]!, new RegExp(`^${Object.keys(environment).at(-1)} 应为`))
      assert.notInclude(faults[0]!, 'hidden')
    })
  }

  test('a TLS port needs both files; front tables are read from theirs, their faults told', ({ assert }) => {
    assert.match(faultsOf({ MQTT_TLS_PORT: '8883' })[0]!, /^MQTT_TLS_PORT 须与/)
    const folder = mkdtempSync(join(tmpdir(), 'xingliu-lines-'))
    try {
      const file = join(folder, 'tables.json')
      const table = { name: 'lifts', urlEnv: 'FRONT', table: 'alarms', key: 'id', source: 'lift', columns: { deviceId: 'lift' } }
      writeFileSync(file, JSON.stringify([table]))
      assert.equal(linesOf({ FRONT_TABLES: file, FRONT: 'mysql://u:p@h/d' }).frontTables[0]?.url, 'mysql://u:p@h/d')
      assert.match(faultsOf({ FRONT_TABLES: file })[0]!, /^FRONT_TABLES 第 1 项：url 应为/)
      assert.deepInclude(linesOf({ MQTT_TLS_PORT: '8883', MQTT_TLS_CERT: file, MQTT_TLS_KEY: file }).mqttTls, { port: 8883 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

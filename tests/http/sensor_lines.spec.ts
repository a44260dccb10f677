import { test } from '@japa/runner'
import { connect } from 'mqtt'
import { openSimulatedCounty, type RaisedAlarm, type SimulatedCounty } from '#adapters/bootstrap/simulate_county'
import { DEMO_DEVICES, DEMO_SOURCE, DEMO_STATIONS, FLOOD_COVERS } from '#adapters/sensors/simulate/demo_devices'
import { OVERFLOW, WATERLOGGING } from '#adapters/sensors/simulate/demo_rules'
import { playScenario } from '#adapters/sensors/simulate/play_scenario'
import { lineOf, scenarioOf, type ScenarioName } from '#adapters/sensors/simulate/scenario'
import { openStationSender } from '#adapters/sensors/simulate/send_by_hj212'
import { openHttpSender } from '#adapters/sensors/simulate/send_by_http'
import { openMqttSender } from '#adapters/sensors/simulate/send_by_mqtt'
import type { Sender } from '#adapters/sensors/simulate/sender'
import { freePort } from '#tests/adapters/sensors/free_port'
import { DEMO_PASSWORD, startServer, type ServerProcess } from './server_process.js'

/** So many times as fast as `npm run simulate` plays it. */
const faster = (name: ScenarioName, times: number) => {
  const scenario = scenarioOf(name)
  return { ...scenario, sendings: scenario.sendings.map((sending) => ({ ...sending, afterMs: sending.afterMs / times })) }
}

test.group('sensors by their lines', (group) => {
  let server: ServerProcess
  let county: SimulatedCounty
  let secrets: Readonly<Record<string, string>>
  let [mqttPort, stationPort, mqttUrl] = [0, 0, '']
  const said: string[] = []
  group.setup(async () => {
    mqttPort = await freePort()
    stationPort = await freePort()
    mqttUrl = `mqtt://127.0.0.1:${mqttPort}`
    server = await startServer({ env: { MQTT_PORT: String(mqttPort), HJ212_PORT: String(stationPort) } })
    county = await openSimulatedCounty(server.url, { username: 'center_chief', password: DEMO_PASSWORD })
    secrets = await county.prepare((line) => void said.push(line))
    return async () => {
      await county.close()
      await server.stop()
    }
  })

  const raised = async (isThere: (alarms: readonly RaisedAlarm[]) => boolean, fromMs: number): Promise<readonly RaisedAlarm[]> => {
    for (const end = Date.now() + 120_000; ;) {
      const alarms = await county.alarmsSince(fromMs)
      if (isThere(alarms) || Date.now() > end) return alarms
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  test('the ports are said at the start; devices and rules come in by the list and the endpoints a person uses, once', async ({ assert }) => {
    assert.include(server.output(), `MQTT 127.0.0.1:${mqttPort}`)
    assert.include(server.output(), `HJ 212 127.0.0.1:${stationPort}`)
    const again: string[] = []
    secrets = await county.prepare((line) => void again.push(line))
    assert.match(said[0]!, new RegExp(`新增 ${DEMO_DEVICES.length} 台`))
    assert.match(again[0]!, /新增 0 台，更新 0 台/)
    assert.match(again[1]!, /新增 0 条/)
  })

  test('rain over five hundred covers is one event', async ({ assert }) => {
    const fromMs = Date.now()
    const mqtt = await openMqttSender(mqttUrl, DEMO_SOURCE, secrets[DEMO_SOURCE]!)
    const played = await playScenario(faster('flood', 10), { MQTT: mqtt }, () => 'MQTT')
    await mqtt.close()
    assert.deepInclude(played, { failed: 0, fault: null })
    const alarms = await raised((all) => all.some(({ hasCase }) => hasCase) && all.length === FLOOD_COVERS + 1, fromMs)
    const cases = alarms.filter(({ hasCase }) => hasCase)
    assert.deepEqual(cases.map(({ name, members, town }) => ({ name, members, town: town?.name })), [{ name: WATERLOGGING, members: FLOOD_COVERS, town: '星沙街道' }])
    assert.lengthOf(alarms.filter(({ name, heldBy }) => name === OVERFLOW && heldBy !== null), FLOOD_COVERS)
    assert.match((await county.caseOf(cases[0]!.id)) ?? '', /^\d{20} 路面积水·松雅湖片区/)
  }).timeout(180_000)

  test('a day by MQTT, HTTP and HJ 212: each thing that happens is one alarm and one event in its town', async ({ assert }) => {
    const fromMs = Date.now()
    const senders: Record<string, Sender> = {
      MQTT: await openMqttSender(mqttUrl, DEMO_SOURCE, secrets[DEMO_SOURCE]!), HTTP: openHttpSender(server.url, DEMO_SOURCE, secrets[DEMO_SOURCE]!),
      'HJ 212': await openStationSender('127.0.0.1', stationPort, secrets[DEMO_STATIONS]!),
    }
    const played = await playScenario(faster('day', 2), senders, lineOf)
    for (const sender of Object.values(senders)) await sender.close()
    assert.deepInclude(played, { failed: 0, fault: null })
    const alarms = await raised((all) => all.filter(({ hasCase }) => hasCase).length >= 8, fromMs)
    assert.deepEqual(alarms.map(({ name, town, hasCase }) => `${name} ${town?.name} ${hasCase ? '立案' : '记录'}`).toSorted(), [
      '井盖倾斜 㮾梨街道 立案', '扬尘超标 泉塘街道 立案', '水质超标 春华镇 立案', '泵站断电 星沙街道 立案', '电梯困人 星沙街道 立案', '疑似森林火情 开慧镇 立案', '管网压力异常 黄花镇 立案', '边坡位移加速 金井镇 立案',
    ].toSorted())
  }).timeout(180_000)

  test('a secret that was replaced opens nothing any more, by any line', async ({ assert }) => {
    const old = secrets
    const open = connect(mqttUrl, { username: DEMO_SOURCE, password: old[DEMO_SOURCE]!, reconnectPeriod: 0 })
    await new Promise<void>((resolve) => void open.once('connect', () => resolve()))
    const cutOff = new Promise<void>((resolve) => void open.once('close', () => resolve()))
    secrets = await county.prepare(() => undefined)
    await cutOff
    await assert.rejects(() => openMqttSender(mqttUrl, DEMO_SOURCE, old[DEMO_SOURCE]!))
    const station = await openStationSender('127.0.0.1', stationPort, old[DEMO_STATIONS]!)
    const air = DEMO_DEVICES.find(({ kind }) => kind === 'air')!
    await assert.rejects(() => station.send({ device: air, values: { pm10: 1 }, alarm: null, afterMs: 0 }, Date.now()))
    const http = openHttpSender(server.url, DEMO_SOURCE, old[DEMO_SOURCE]!)
    await assert.rejects(() => http.send({ device: DEMO_DEVICES[0]!, values: { tilt: 1 }, alarm: null, afterMs: 0 }, Date.now()), /401/)
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    assert.match(metrics, /xingliu_sensor_line_messages_total\{line="mqtt",outcome="E_LINE_PASSWORD"\} 1/)
    assert.match(metrics, /xingliu_sensor_line_messages_total\{line="hj212",outcome="E_LINE_PASSWORD"\} 1/)
    const { data } = (await (await server.client('auditor')).get<{ data: { object: string | null; detail: { line?: string } }[] }>('/admin/audit?action=device.refused')).body
    assert.includeDeepMembers(data.map(({ object, detail }) => [object, detail.line]), [[DEMO_SOURCE, 'mqtt'], [`${DEMO_STATIONS}/${air.deviceId}`, 'hj212']])
  })
})

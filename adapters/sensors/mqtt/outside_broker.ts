import { connect, type IClientOptions, type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt'
import { handOver } from '../lines/hand_over.js'
import type { LineTools, SensorLine } from '../lines/line.js'
import { createLineRecord } from '../lines/line_record.js'
import { tellOnce } from '../lines/tell_once.js'
import { acknowledgeInTurn } from './acknowledge_in_turn.js'
import { LONGEST_PAYLOAD } from './packet_guard.js'
import { readPayload } from './read_payload.js'
import type { TopicTemplate } from './topic.js'

export interface OutsideBrokerSettings {
  /** mqtt, mqtts, ws or wss. */
  url: string
  /** 4 = MQTT 3.1.1. */
  version: 4 | 5
  username: string | null
  password: string | null
  /** Certificate of the authority that signed the broker's, PEM; null = those of the system. */
  ca: string | null
  /** The same at each start of this node: the broker keeps what came in between for it. */
  clientId: string
  topic: TopicTemplate
  /** Nodes of one group share the messages (`$share/…`); null = each gets all of them, which is right, too: what is known is dropped. */
  group: string | null
  /** Messages taken and not yet acknowledged. */
  mostInFlight: number
}

export const MOST_IN_FLIGHT = 1_000

const SESSION_SECONDS = 7 * 86_400
const SHORTEST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/** Tells the client that a message is dealt with although it is not to acknowledge it: that is ours, once it is committed. */
const NOT_YET = new Error('acknowledged when committed')

export interface OutsideBroker extends SensorLine {
  /** The broker has taken our subscription and is connected. */
  isSubscribed(): boolean
}

/** Readings from a broker of somebody else. The PUBACK leaves when the intake has committed; killed before, the broker sends again. */
export function createOutsideBroker(settings: OutsideBrokerSettings, tools: LineTools): OutsideBroker {
  const record = createLineRecord((refusal) => tools.refused('mqtt-outside', refusal))
  const abort = new AbortController()
  const fault = tellOnce(tools, 'mqtt-outside', abort.signal)
  let client: MqttClient | null = null
  let isSubscribed = false
  let inFlight = 0
  let goOn: (() => void) | null = null

  const take = async (packet: IPublishPacket): Promise<void> => {
    const device = settings.topic.deviceOf(packet.topic)
    if (!device) return
    const receivedAtMs = tools.clock()
    const name = `${device.source}/${device.deviceId}`
    const read = readPayload(packet.payload, device)
    if (!read.ok) return record.refuse({ atMs: receivedAtMs, device: name, code: read.code, message: read.message, raw: read.raw })
    record.count(await handOver(tools.intake, read.messages, receivedAtMs, abort.signal), name, read.raw, receivedAtMs)
  }

  const follow = (mqtt: MqttClient): void => {
    const acknowledge = acknowledgeInTurn(mqtt)
    mqtt.handleMessage = (packet, done) => {
      inFlight += 1
      const { stream } = mqtt
      const taken = take(packet)
      const ended = packet.qos === 0 ? taken : acknowledge(packet.messageId!, stream, taken)
      void ended.catch((error: unknown) => {
        if (abort.signal.aborted || stream.destroyed) return
        fault.tell(error)
        // what is not acknowledged comes again with the next connection
        stream.destroy()
      }).finally(() => {
        inFlight -= 1
        const next = goOn
        // the next packet may ask for its turn within the call
        goOn = null
        next?.()
      })
      if (inFlight < settings.mostInFlight) done(NOT_YET)
      else goOn = () => done(NOT_YET)
    }
    mqtt.on('connect', (connack) => {
      record.connected(1)
      mqtt.once('close', () => record.connected(-1))
      mqtt.options.reconnectPeriod = SHORTEST_PAUSE_MS
      subscribe(mqtt, connack)
    })
    mqtt.on('close', () => {
      isSubscribed = false
      const longer = Math.min(2 * (mqtt.options.reconnectPeriod ?? SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)
      mqtt.options.reconnectPeriod = longer
    })
    mqtt.on('error', fault.tell)
  }

  function subscribe(mqtt: MqttClient, connack: IConnackPacket): void {
    const isShared = settings.group !== null && connack.properties?.sharedSubscriptionAvailable !== false
    const filter = isShared ? `$share/${settings.group}/${settings.topic.filter}` : settings.topic.filter
    mqtt.subscribe(filter, { qos: 1 }, (error, granted) => {
      const refused = error ?? (granted?.some((one) => one.qos === 128) ? new Error(`the broker refuses the subscription to ${filter}`) : null)
      if (refused) fault.tell(refused)
      else {
        isSubscribed = true
        fault.over()
      }
    })
  }

  return {
    name: 'mqtt-outside',
    record,
    isSubscribed: () => isSubscribed,
    async start() {
      client = connect(settings.url, optionsOf(settings))
      follow(client)
    },
    async stop() {
      abort.abort()
      await client?.endAsync(true)
    },
  }
}

const optionsOf = (settings: OutsideBrokerSettings): IClientOptions => ({
  protocolVersion: settings.version,
  clientId: settings.clientId,
  clean: false,
  keepalive: 30,
  connectTimeout: 10_000,
  reconnectPeriod: SHORTEST_PAUSE_MS,
  resubscribe: false,
  ...(settings.username === null ? {} : { username: settings.username }),
  ...(settings.password === null ? {} : { password: settings.password }),
  ...(settings.ca === null ? {} : { ca: settings.ca }),
  ...(settings.version === 5
    ? { properties: { sessionExpiryInterval: SESSION_SECONDS, receiveMaximum: settings.mostInFlight, maximumPacketSize: LONGEST_PAYLOAD + 1024 } }
    : {}),
})

import { connect, type MqttClient } from 'mqtt'
import { bodyOf, type Sender } from './sender.js'

/** By MQTT as the platform that speaks for the devices. Rejects when nobody answers or the secret is wrong. */
export async function openMqttSender(url: string, source: string, secret: string): Promise<Sender> {
  const client: MqttClient = connect(url, { username: source, password: secret, reconnectPeriod: 0, connectTimeout: 5_000 })
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
    client.once('close', () => reject(new Error('the connection was closed')))
  })
  return {
    send: async (sending, atMs) => {
      const { source: from, deviceId } = sending.device
      await client.publishAsync(`devices/${from}/${deviceId}/up`, JSON.stringify(bodyOf(sending, atMs)), { qos: 1 })
    },
    close: () => client.endAsync(),
  }
}

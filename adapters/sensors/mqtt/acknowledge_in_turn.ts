import type { MqttClient } from 'mqtt'

type Stream = MqttClient['stream']

/** PUBACK with reason 0: the same four bytes in MQTT 3.1.1 (§3.4) and 5 (§3.4.2.1). */
const puback = (messageId: number): Buffer => Buffer.from([0x40, 0x02, messageId >> 8, messageId & 0xff])

/**
 * Sends the PUBACK of each message once it is taken, in the order in which they came (MQTT 3.1.1 §4.6). A message id means something on its
 * own connection only: what is taken after that has ended is not acknowledged, and comes again.
 */
export function acknowledgeInTurn(client: MqttClient) {
  let connection: Stream | null = null
  let before: Promise<unknown> = Promise.resolve()
  return (messageId: number, stream: Stream, taken: Promise<void>): Promise<void> => {
    if (connection !== stream) before = Promise.resolve()
    connection = stream
    const turn = Promise.all([taken, before]).then(() => {
      if (client.stream === stream && client.connected && !stream.destroyed) stream.write(puback(messageId))
    })
    before = turn
    return turn
  }
}

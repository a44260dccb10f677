import { bodyOf, type Sender } from './sender.js'

/** By HTTP, what is to be sent at one moment in one batch. */
export function openHttpSender(url: string, source: string, secret: string): Sender {
  let waiting: { body: unknown; done: () => void; failed: (error: unknown) => void }[] = []
  const flush = async (): Promise<void> => {
    const batch = waiting.splice(0, 500)
    if (waiting.length > 0) setImmediate(() => void flush())
    try {
      const response = await fetch(`${url}/api/v1/alarms`, {
        method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${source}:${secret}` }, body: JSON.stringify(batch.map(({ body }) => body)),
      })
      if (response.status !== 202) throw new Error(`${response.status} ${(await response.text()).slice(0, 300)}`)
      for (const { done } of batch) done()
    } catch (error) {
      for (const { failed } of batch) failed(error)
    }
  }
  return {
    send: (sending, atMs) => new Promise((done, failed) => {
      waiting.push({ body: { deviceId: sending.device.deviceId, ...bodyOf(sending, atMs) }, done, failed })
      if (waiting.length === 1) setImmediate(() => void flush())
    }),
    close: async () => {
      waiting = []
    },
  }
}

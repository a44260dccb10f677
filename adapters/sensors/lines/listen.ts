import type { Server } from 'node:net'

export interface Listening {
  port: number
  /** Accepts nobody any more; those who are connected stay until they are closed. */
  close(): Promise<void>
}

/** Resolves when the server listens; rejects when the port is taken or not allowed. */
export const listen = (server: Server, host: string, port: number): Promise<Listening> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      // one connection that breaks while it is accepted ends nothing else
      server.on('error', () => undefined)
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        close: () => new Promise((closed) => server.close(() => closed())),
      })
    })
  })

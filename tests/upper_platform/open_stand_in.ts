import { mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { createNonces } from './checks/check_transport.js'
import { openLedger } from './ledger/ledger.js'
import { createMaterialShelf } from './sending/materials.js'
import { createReceiptCalls } from './sending/receipt_calls.js'
import { createControlServer } from './server/control_server.js'
import { createClock, type Desk } from './server/desk.js'
import { createPlatformServer } from './server/platform_server.js'
import { defaultSettings, type Settings } from './server/settings.js'
import { openCredentials } from './signing/credentials.js'

export interface StandInOptions {
  /** Folder of the ledger and the credentials. */
  folder: string
  /** 0 = any free one. */
  port: number
  controlPort: number
  /** Instant at which the platform's clock starts; null = the machine's clock. */
  startMs: number | null
  /** Changes the settings before the first message. */
  prepare?: (settings: Settings) => void
}

export interface StandIn {
  port: number
  controlPort: number
  desk: Desk
  stop(): Promise<void>
}

const HOST = '127.0.0.1'

/** Opens both ports on the ledger of a folder; a restart goes on where the last run ended. */
export async function openStandIn(options: StandInOptions): Promise<StandIn> {
  mkdirSync(options.folder, { recursive: true })
  const settings = defaultSettings()
  options.prepare?.(settings)
  const ledger = openLedger(join(options.folder, 'ledger.jsonl'))
  // a clock that was set does not go back behind what has happened
  const startMs = options.startMs === null ? null : Math.max(options.startMs, ledger.lastAtMs())
  const desk: Desk = {
    ledger, credentials: openCredentials(join(options.folder, 'credentials.json')), settings, nonces: createNonces(),
    materials: createMaterialShelf(), receiptCalls: createReceiptCalls(() => desk), clock: createClock(startMs), arrivals: new Map(), recent: new Map(),
  }
  let platforms: Server | null = createPlatformServer(desk)
  const port = await listen(platforms, options.port)
  const setOpen = async (isOpen: boolean) => {
    if (isOpen === (platforms !== null)) return
    if (platforms !== null) await close(platforms)
    platforms = isOpen ? createPlatformServer(desk) : null
    if (platforms !== null) await listen(platforms, port)
  }
  const control = createControlServer(desk, { setOpen })
  const controlPort = await listen(control, options.controlPort)
  desk.receiptCalls.resume()
  return {
    port, controlPort, desk,
    async stop() {
      desk.receiptCalls.stop()
      await Promise.all([setOpen(false), close(control)])
      desk.ledger.close()
    },
  }
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

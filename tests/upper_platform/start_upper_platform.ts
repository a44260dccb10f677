import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Sample, SampleName } from './sending/samples.js'
import type { Sending, Sent } from './sending/send_down.js'
import type { Behaviour } from './server/behaviour.js'
import type { PlatformSettings } from './server/settings.js'
import type { Credentials } from './signing/credentials.js'

/** A message in the ledger, as the operator sees it. */
export interface LedgerRow {
  messageId: string
  platform: string
  dataset: string
  version: string
  number: string
  status: 'queued' | 'accepted' | 'confirmed' | 'rejected'
  upperId?: string
  refusalCode?: string
  reason?: string
  field?: string
  /** How often this content came; its effect is one. */
  arrivals: number
  receivedAtMs: number
  /** Statuses that the platform brought to the county by itself. */
  told: string[]
  data: Readonly<Record<string, unknown>>
}

export interface SentRow {
  id: string
  platform: string
  dataset: string
  data: Readonly<Record<string, unknown>>
  answers: { status: number; answer: string }[]
}

export interface UpperPlatformProcess {
  /** Base of all platforms: targets add `/province/v1/…`. */
  url: string
  credentials: Credentials
  /** In order of arrival, each messageId once; narrowed by what is given; `data: 'no'` leaves out what they say, for very many. */
  entries(which?: Partial<Record<'number' | 'platform' | 'dataset' | 'messageId' | 'data', string>>): Promise<LedgerRow[]>
  /** How often each fault was refused before it reached the ledger. */
  refusals(): Promise<Record<string, number>>
  /** Replaces what it does wrong; `{}` = nothing. */
  behave(behaviour: Partial<Behaviour>): Promise<void>
  change(platform: string, settings: Partial<PlatformSettings>): Promise<void>
  /** Where the county receives, and how often and after how long a call that was not settled comes again. */
  setCounty(base: string, retry?: { times: number; afterMs: number }): Promise<void>
  setClock(at: string): Promise<void>
  endVersions(versions: string[]): Promise<void>
  /** Refuses connections, or takes them again. */
  listen(isOpen: boolean): Promise<void>
  spoilMaterial(id: string, how: { missing?: boolean; changed?: boolean; slowMs?: number }): Promise<void>
  sample(name: SampleName, serial?: string): Promise<Sample>
  /** What corrects (only these fields) or withdraws what was sent; `version` counts on from the original's 1. */
  correction(of: Sample, version: number, fields: Readonly<Record<string, unknown>>): Promise<Sample>
  withdrawal(of: Sample, version: number): Promise<Sample>
  /** Sends to the county and answers what it said; see `setCounty`. */
  send(sending: Sending): Promise<Sent>
  sent(): Promise<SentRow[]>
  /** SIGKILL; the ledger stays. */
  kill(): Promise<void>
  /** The same folder and ports under a new process. Settings are the defaults again. */
  restart(): Promise<UpperPlatformProcess>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

export interface UpperPlatformOptions {
  /** Further options of `npm run upper-platform`, `['--clock', '2026-11-22T09:00:00+08:00']`. */
  arguments?: string[]
}

const HERE = fileURLToPath(new URL('.', import.meta.url))
const LOADER = ['--import', new URL('../../adapters/bootstrap/bin/typescript.mjs', import.meta.url).href]

/** Starts the stand-in as a process of its own on free ports, with an empty ledger. */
export const startUpperPlatform = (options: UpperPlatformOptions = {}): Promise<UpperPlatformProcess> =>
  launch(mkdtempSync(join(tmpdir(), 'upper-platform-')), { port: '0', controlPort: '0' }, options)

async function launch(folder: string, ports: { port: string; controlPort: string }, options: UpperPlatformOptions): Promise<UpperPlatformProcess> {
  const child = spawn(process.execPath, [...LOADER, join(HERE, 'main.ts'), '--folder', folder, '--port', ports.port, '--control-port', ports.controlPort, ...(options.arguments ?? [])], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { port, controlPort } = await untilStarted(child)
  const ask = controlClient(`http://127.0.0.1:${controlPort}`)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await exited
  }
  return {
    url: `http://127.0.0.1:${port}`,
    credentials: await ask('GET', '/credentials') as Credentials,
    entries: (which = {}) => ask('GET', `/entries?${new URLSearchParams(which)}`) as Promise<LedgerRow[]>,
    refusals: () => ask('GET', '/refusals') as Promise<Record<string, number>>,
    behave: (behaviour) => said(ask('POST', '/behaviour', behaviour)),
    change: (platform, settings) => said(ask('POST', '/platform', { name: platform, ...settings })),
    setCounty: (base, retry) => said(ask('POST', '/county', { base, ...(retry === undefined ? {} : { retry }) })),
    setClock: (at) => said(ask('POST', '/clock', { at })),
    endVersions: (versions) => said(ask('POST', '/ended-versions', { versions })),
    listen: (isOpen) => said(ask('POST', '/listen', { open: isOpen })),
    spoilMaterial: (id, how) => said(ask('POST', '/materials', { id, ...how })),
    sample: (name, serial) => ask('POST', '/sample', { name, ...(serial === undefined ? {} : { serial }) }) as Promise<Sample>,
    correction: (of, version, fields) => ask('POST', '/correction', { of, version, fields }) as Promise<Sample>,
    withdrawal: (of, version) => ask('POST', '/withdrawal', { of, version }) as Promise<Sample>,
    send: (sending) => ask('POST', '/send', sending) as Promise<Sent>,
    sent: () => ask('GET', '/sent') as Promise<SentRow[]>,
    kill: () => end('SIGKILL'),
    async restart() {
      if (child.exitCode === null && child.signalCode === null) await end('SIGTERM')
      return launch(folder, { port, controlPort }, options)
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const said = async (answer: Promise<unknown>): Promise<void> => void (await answer)

const controlClient = (base: string) => async (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
  const answer = await fetch(base + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const result: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(result)}`)
  return result
}

/** Both ports from its first line. */
function untilStarted(child: ChildProcess): Promise<{ port: string; controlPort: string }> {
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream!.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        const match = /127\.0\.0\.1:(\d+)（控制端口 (\d+)）/.exec(output)
        if (match) resolve({ port: match[1]!, controlPort: match[2]! })
      })
    }
    child.once('exit', (code) => reject(new Error(`the upper platform ended before it had started (${code}):\n${output}`)))
  })
}

import { createServer, type IncomingMessage, type Server } from 'node:http'
import { isMembers } from '../checks/check_fields.js'
import { receiptOf, type Entry } from '../ledger/ledger.js'
import { FORGERIES } from '../sending/call_county.js'
import { correctionOf, sampleOf, SAMPLE_NAMES, withdrawalOf, type Sample, type SampleName } from '../sending/samples.js'
import { sendDown, type Sending } from '../sending/send_down.js'
import { isMode, type Behaviour } from './behaviour.js'
import type { Desk } from './desk.js'
import { write } from './platform_server.js'
import { isPlatform, type PlatformSettings, type Settings } from './settings.js'

/** What the operator may do while it runs: the second port, for tests and people at this machine only. */
export interface Listening {
  /** Closes the platforms' port (connections are refused) or opens it again. */
  setOpen(isOpen: boolean): Promise<void>
}

class WrongOrder extends Error {}

type Command = (desk: Desk, body: Readonly<Record<string, unknown>>, query: URLSearchParams, listening: Listening) => unknown

/** Commands by `METHOD path`; what each takes stands in README, section 7. */
const COMMANDS: Readonly<Record<string, Command>> = {
  'GET /credentials': ({ credentials }) => credentials,
  'GET /settings': ({ settings }) => settings,
  'GET /entries': (desk, _body, query) => entriesOf(desk, query),
  'GET /refusals': ({ ledger }) => ledger.refusals(),
  'GET /sent': ({ ledger }) => ledger.sent(),
  'POST /behaviour': (desk, body) => (desk.settings.behaviour = behaviourOf(body)),
  'POST /platform': (desk, body) => changePlatform(desk, body),
  'POST /county': ({ settings }, { base = settings.countyBase, retry = settings.retry }) => {
    settings.countyBase = typeof base === 'string' ? base.replace(/\/$/, '') : null
    settings.retry = retry as Settings['retry']
  },
  'POST /ended-versions': (desk, body) => (desk.settings.endedVersions = listOf(body.versions)),
  'POST /clock': ({ clock }, body) => clock.set(instantOf(body.at)),
  'POST /listen': (_desk, body, _query, listening) => listening.setOpen(body.open !== false),
  'POST /materials': ({ materials }, body) => materials.spoil(String(body.id), body),
  'POST /sample': ({ clock, materials }, body) => sampleOf(sampleNameOf(body.name), String(body.serial ?? clock.nowMs()), clock.nowMs(), materials),
  'POST /correction': ({ clock }, { of, version, fields }) => correctionOf(sampleIn(of), Number(version), isMembers(fields) ? fields : {}, clock.nowMs()),
  'POST /withdrawal': ({ clock }, { of, version }) => withdrawalOf(sampleIn(of), Number(version), clock.nowMs()),
  'POST /send': (desk, body) => sendDown(desk, sendingOf(body)),
}

export function createControlServer(desk: Desk, listening: Listening): Server {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://control')
    const command = COMMANDS[`${request.method} ${pathname}`]
    if (command === undefined) return write(response, { status: 404, body: { error: `Expected one of ${Object.keys(COMMANDS).join(', ')}` } })
    readJson(request)
      .then((body) => command(desk, body, searchParams, listening))
      .then((result) => write(response, { status: 200, body: result ?? {} }))
      .catch((error: unknown) => write(response, { status: error instanceof WrongOrder ? 400 : 500, body: { error: String(error instanceof Error ? error.message : error) } }))
  })
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  if (chunks.length === 0) return {}
  let json: unknown = null
  try {
    json = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    // said below
  }
  if (!isMembers(json)) throw new WrongOrder('Expected the body to be a JSON object.')
  return json
}

/** Entries with what they say: of a number, a platform, a data set, or all. */
function entriesOf({ ledger, clock }: Desk, query: URLSearchParams) {
  const nowMs = clock.nowMs()
  const is = (entry: Entry) => (['number', 'platform', 'dataset', 'messageId'] as const).every((name) => !query.has(name) || query.get(name) === entry[name])
  return ledger.entries().filter(is).map((entry) => ({
    ...receiptOf(entry, nowMs), platform: entry.platform, version: entry.version, arrivals: entry.arrivals, told: entry.told, receivedAtMs: entry.receivedAtMs,
    ...(query.get('data') === 'no' ? {} : { data: ledger.dataOf(entry) }),
  }))
}

function behaviourOf({ rules = [], mix = null }: Readonly<Record<string, unknown>>): Behaviour {
  const behaviour = { rules, mix } as Behaviour
  const modes = [...behaviour.rules.map(({ mode }) => mode), ...Object.keys(behaviour.mix?.shares ?? {})]
  const unknown = modes.find((mode) => !isMode(mode))
  if (unknown !== undefined) throw new WrongOrder(`Expected a mode of the list, but "${unknown}" is none.`)
  return behaviour
}

function changePlatform({ settings }: Desk, { name, ...changes }: Readonly<Record<string, unknown>>): PlatformSettings {
  const platform = String(name)
  if (!isPlatform(platform)) throw new WrongOrder(`Expected "name" to be a platform, but it is "${platform}".`)
  const unknown = Object.keys(changes).find((key) => !Object.hasOwn(settings.platforms[platform], key))
  if (unknown !== undefined) throw new WrongOrder(`Expected a setting of a platform, but "${unknown}" is none.`)
  return Object.assign(settings.platforms[platform], changes)
}

function sendingOf(body: Readonly<Record<string, unknown>>): Sending {
  const { platform, dataset, data, forgery } = body
  if (!isPlatform(String(platform)) || typeof dataset !== 'string' || !isMembers(data)) throw new WrongOrder('Expected platform, dataset and data.')
  if (forgery !== undefined && !(FORGERIES as readonly unknown[]).includes(forgery)) throw new WrongOrder(`Expected "forgery" to be one of ${FORGERIES.join(', ')}.`)
  return body as unknown as Sending
}

function sampleNameOf(name: unknown): SampleName {
  if (!(SAMPLE_NAMES as readonly unknown[]).includes(name)) throw new WrongOrder(`Expected "name" to be one of ${SAMPLE_NAMES.join(', ')}.`)
  return name as SampleName
}

function sampleIn(value: unknown): Sample {
  if (!isMembers(value) || !isPlatform(String(value.platform)) || !isMembers(value.data)) throw new WrongOrder('Expected "of" to be what was sent: platform, dataset, data.')
  return value as unknown as Sample
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

function instantOf(value: unknown): number {
  const atMs = Date.parse(String(value))
  if (Number.isNaN(atMs)) throw new WrongOrder('Expected "at" to be an ISO-8601 instant.')
  return atMs
}

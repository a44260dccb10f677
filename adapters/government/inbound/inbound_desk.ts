import { createHash } from 'node:crypto'
import { canonicalJson } from '#engine/runtime/journal/canonical_json'
import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import { channelNamed, type InboundChannel } from '#processes/foundation/inbound/channels'
import type { ApiClientRow, InboundMessageRow, InboundObjectRow } from '#processes/foundation/inbound/ports'
import { refusal, type Refusal } from '#processes/foundation/inbound/reasons'
import { authenticateClient, type SignedRequest } from './authenticate_client.js'
import { beginOriginal } from './begin_original.js'
import { correctOriginal } from './correct_original.js'
import type { InboundPorts } from './desk_ports.js'
import { fetchMaterials } from './fetch_materials.js'
import { createBusinessFinder } from './find_business.js'
import { answerOf, judged, refusalAnswer, refused, type InboundAnswer, type Outcome } from './outcome.js'
import { openEnvelope, readMessage, type Envelope } from './read_envelope.js'
import { takeReceipt } from './take_receipt.js'
import { withdrawOriginal } from './withdraw_original.js'

/** Takes in what is sent from above and beside. */
export interface InboundDesk {
  /** One signed request to a data set of a channel. Resolves when message and answer are durable. */
  receive(channel: string, dataset: string, request: SignedRequest): Promise<InboundAnswer>
  /** Turned away before anything of it was read, by the code a sender is told. */
  turnAway(channel: string, code: string): void
  /** What was left over by a crash or a failure, and files to be fetched. */
  work(): Promise<void>
}

/** Judging one thing's messages takes longer only on a database in trouble. */
const CLAIM_MS = 30_000
/** So long a sender waits while another node judges. */
const PATIENCE_MS = 5_000
const PAUSE_MS = 40
const MOST_AT_ONCE = 50
const LONGEST_RETRY_MS = 300_000

export function createInboundDesk(ports: InboundPorts): InboundDesk {
  const finder = createBusinessFinder(ports.engine)
  const turnedAway = new Map<string, number>()
  const turnAway = (channel: string, code: string): void => {
    const key = `${channelNamed(channel)?.id ?? 'unknown'} ${code}`
    turnedAway.set(key, (turnedAway.get(key) ?? 0) + 1)
  }

  /** Judges whatever waits about one thing, in order; null = another node is at it. */
  async function judgeAll(objectKey: string): Promise<boolean> {
    const owner = ports.newId()
    const nowMs = ports.clock()
    const claimed = await ports.inbox.claim(objectKey, owner, nowMs, nowMs + CLAIM_MS)
    if (claimed === null) return false
    try {
      await judgeInTurn(claimed, owner)
    } finally {
      await ports.inbox.release(objectKey, owner)
    }
    return true
  }

  async function judgeInTurn(claimed: InboundObjectRow, owner: string): Promise<void> {
    let object = claimed
    for (;;) {
      const all = await ports.inbox.ofObject(object.id)
      const message = nextInTurn(object, all)
      if (message === undefined) return holdRest(object, all, owner)
      const outcome = await judge(object, message, all)
      if (outcome === null) return
      object = outcome.kind === 'refused' ? object : outcome.object
      const isKept = await ports.inbox.settle({ message: judged(message, outcome, ports.clock()), object, materials: outcome.kind === 'refused' ? [] : outcome.materials }, owner)
      if (!isKept) return
    }
  }

  /** What overtook its original waits for it. */
  async function holdRest(object: InboundObjectRow, all: readonly InboundMessageRow[], owner: string): Promise<void> {
    for (const message of all.filter(({ status }) => status === 'waiting')) {
      await ports.inbox.settle({ message: { ...message, status: 'held', reasonCode: 'R05', reason: '前面的报文还没有收到，先存着等候。' }, object, materials: [] }, owner)
    }
  }

  /** Null: it failed for reasons of ours, and is put off. */
  async function judge(object: InboundObjectRow, message: InboundMessageRow, all: readonly InboundMessageRow[]): Promise<Outcome | null> {
    try {
      if (originalOf(all)?.clientId !== message.clientId) return refused(refusal('R05'))
      if (message.kind === 'correction') return await correctOriginal(ports, finder, object, message, all)
      return message.kind === 'withdrawal' ? await withdrawOriginal(ports, object, message) : await beginOriginal(ports, finder, object, message)
    } catch (error) {
      ports.onError(error, `inbound ${message.objectKey}`)
      await ports.inbox.putOff(message.id, ports.clock() + Math.min(LONGEST_RETRY_MS, 1000 * 2 ** message.attempts))
      return null
    }
  }

  async function take(channel: InboundChannel, client: ApiClientRow, envelope: Envelope): Promise<InboundAnswer> {
    const { message, object } = rowsOf(ports, channel, client, envelope)
    const begun = originalOf(await ports.inbox.ofObject(object.id))
    if (begun !== undefined && begun.clientId !== client.id) return refuse(channel.id, refusal(message.ordinal === 1 ? 'R07' : 'R05'))
    const kept = await ports.inbox.keep(message, object)
    if (kept.kind === 'other' || kept.message.clientId !== client.id) return refuse(channel.id, refusal('R07'))
    for (const until = Date.now() + PATIENCE_MS; ;) {
      const standing = (await ports.inbox.find(kept.message.id)) ?? kept.message
      if (standing.status !== 'waiting' || Date.now() > until || standing.retryAtMs > ports.clock()) return answerOf(standing)
      if (!(await judgeAll(standing.objectKey))) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  function refuse(channel: string, why: Refusal): InboundAnswer {
    turnAway(channel, why.code)
    return refusalAnswer(why)
  }

  async function countTurnedAway(): Promise<void> {
    const day = dateText(dayNumber(ports.clock()))
    for (const [key, count] of turnedAway) {
      turnedAway.delete(key)
      const [channel = '', code = ''] = key.split(' ')
      await ports.inbox.countTurnedAway(channel, code, day, count)
    }
  }

  return {
    turnAway,
    async receive(channelId, dataset, request) {
      const channel = channelNamed(channelId)
      if (channel === undefined) return refuse(channelId, refusal('R03'))
      const authenticated = await authenticateClient(ports, channel.id, request)
      if (!authenticated.ok) return refuse(channel.id, authenticated.refusal)
      const opened = openEnvelope(channel, dataset, authenticated.text)
      if (!opened.ok) return refuse(channel.id, opened.refusal)
      if (dataset === 'receipts') {
        const why = await takeReceipt(ports, { appId: authenticated.client.id, platform: channel.id }, opened.data)
        return why === null ? { status: 200, body: { code: '0', success: 'true' } } : refuse(channel.id, why)
      }
      const read = readMessage(channel, dataset, opened)
      return read.ok ? take(channel, authenticated.client, read.envelope) : refuse(channel.id, read.refusal)
    },
    async work() {
      await countTurnedAway()
      for (const objectKey of await ports.inbox.due(ports.clock(), MOST_AT_ONCE)) await judgeAll(objectKey)
      await fetchMaterials(ports)
    },
  }
}

/** The first message not judged yet, when everything before it has been; nothing follows an original that was not taken. */
function nextInTurn(object: InboundObjectRow, all: readonly InboundMessageRow[]): InboundMessageRow | undefined {
  const next = all.find(({ status }) => status === 'waiting' || status === 'held')
  const isInTurn = next !== undefined && all.indexOf(next) === next.ordinal - 1
  return isInTurn && (next.ordinal === 1 || object.state !== 'none') ? next : undefined
}

/** A number is his who began it: another client of the channel neither changes it nor learns of it. */
const originalOf = (all: readonly InboundMessageRow[]): InboundMessageRow | undefined => all.find(({ ordinal, status }) => ordinal === 1 && status !== 'refused')

/** A withdrawal repeated in other words is the same one. */
const hashOf = ({ kind, data }: Envelope): string => (kind === 'withdrawal' ? 'withdrawal' : createHash('sha256').update(canonicalJson(data)).digest('hex'))

function rowsOf({ newId, clock }: InboundPorts, channel: InboundChannel, client: ApiClientRow, envelope: Envelope): { message: InboundMessageRow; object: InboundObjectRow } {
  const { kind, upperId, slot, ordinal, messageId, data } = envelope
  const nowMs = clock()
  const objectKey = `${channel.id}/${upperId}`
  return {
    message: {
      id: newId(), channel: channel.id, objectKey, upperId, kind, slot, ordinal, messageId, dataHash: hashOf(envelope), status: 'waiting', reasonCode: null, reason: null, field: null,
      instanceId: null, number: null, clientId: client.id, receivedAtMs: nowMs, settledAtMs: null, attempts: 0, retryAtMs: nowMs, data: JSON.stringify(data),
    },
    object: { id: objectKey, channel: channel.id, upperId, instanceId: newId(), state: 'none', number: null, owner: null, leaseUntilMs: 0 },
  }
}

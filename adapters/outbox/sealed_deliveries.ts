import { outboxId } from '#engine/runtime/bus/outbox_row'
import type { OutboxRow, Participant } from '#engine/runtime/participant'
import type { Delivery } from '#processes/foundation/deliveries/delivery'
import type { DeliveryChange, DeliveryStore, DeskChange, HeldDelivery } from '#processes/foundation/deliveries/delivery_store'
import type { Seal } from './target_book.js'

/** Before what is sealed; rows of earlier releases have none and are read as they are. */
const SEALED = 'sealed:'

const isSealed = (value: unknown): value is string => typeof value === 'string' && value.startsWith(SEALED)

/**
 * Facts and messages are full of people and lie sealed, each bound to its row and column; state, number, reason and history are searched and stay
 * as they are. What was written before is read as it lies. What no longer opens stays as it is, says so (`isUnreadable`), and holds back its own
 * case alone.
 */
export function sealedDeliveries(store: DeliveryStore, seal: Seal): DeliveryStore {
  const opened = openerOf(seal)
  const sealedMessage = <Change extends Pick<DeliveryChange, 'message'>>(change: Change, id: string): Change =>
    change.message === null || change.message === undefined ? change : { ...change, message: sealValue(seal, change.message, id, 'message') as Change['message'] }
  const sealedRow = (row: HeldDelivery): HeldDelivery => sealedMessage(row, row.id)

  /** Decided on what the row says, written sealed. */
  const deciding = (decide: (row: HeldDelivery) => DeskChange | null) => (row: HeldDelivery): DeskChange | null => {
    const made = decide(opened(row))
    if (made === null) return null
    const { change, replacement } = made
    const sealed = { change: sealedMessage(change, row.id) }
    if (replacement === undefined) return sealed
    const id = outboxId(row.target, row.orderKey, row.seq, row.edition + 1)
    return { ...sealed, replacement: { ...replacement, fact: sealValue(seal, replacement.fact, id, 'fact') } }
  }

  return {
    ...store,
    turn: async (results, claim) => (await store.turn(results.map(({ held, change }) => ({ held: sealedRow(held), change: sealedMessage(change, held.id) })), claim)).map(opened),
    async change(of, nowMs, decide) {
      const after = await store.change(of, nowMs, deciding(decide))
      return after && opened(after)
    },
    changeAll: (ids, nowMs, decide) => store.changeAll(ids, nowMs, deciding(decide)),
    tell: (nowMs, decide) => store.tell(nowMs, (rows) => {
      const decided = decide(rows)
      return 'wanted' in decided ? decided : { ...decided, deliveries: decided.deliveries.map((row) => sealedFact(seal, row)) }
    }),
    async list(filter, after, limit) {
      const page = await store.list(filter, after, limit)
      return { ...page, deliveries: page.deliveries.map(opened) }
    },
    async find(id) {
      const row = await store.find(id)
      return row && opened(row)
    },
    sentBetween: async (target, fromMs, toMs) => (await store.sentBetween(target, fromMs, toMs)).map(opened),
    byIds: async (ids) => (await store.byIds(ids)).map(opened),
  }
}

/** The same for what a step tells: sealed before the row is made, in the step's own transaction. */
export const sealingParticipant = (participant: Participant, seal: Seal): Participant => ({
  ...participant,
  react(step, rows) {
    const reaction = participant.react(step, rows)
    if (reaction.kind === 'rejected' || reaction.deliveries === undefined || reaction.deliveries.length === 0) return reaction
    return { ...reaction, deliveries: reaction.deliveries.map((row) => sealedFact(seal, row)) }
  },
})

/** A row told for the first time. */
const sealedFact = (seal: Seal, row: OutboxRow): OutboxRow => ({ ...row, fact: sealValue(seal, row.fact, outboxId(row.target, row.orderKey, row.seq, 0), 'fact') })

type Column = 'fact' | 'message'

/** What is sealed already stays so. */
const sealValue = (seal: Seal, value: unknown, id: string, column: Column): unknown => (isSealed(value) ? value : SEALED + seal.seal(JSON.stringify(value), `${id} ${column}`))

/** A row as it reads, with whether all of it does. */
const openerOf = (seal: Seal) => {
  const open = (value: unknown, id: string, column: Column): { value: unknown } | null => {
    if (!isSealed(value)) return { value }
    const text = seal.open(value.slice(SEALED.length), `${id} ${column}`)
    return text === null ? null : { value: JSON.parse(text) as unknown }
  }
  return <Row extends Delivery>(row: Row): Row => {
    if (!isSealed(row.fact) && !isSealed(row.message)) return row
    const [fact, message] = [open(row.fact, row.id, 'fact'), open(row.message, row.id, 'message')]
    if (fact === null || message === null) return { ...row, isUnreadable: true }
    return { ...row, fact: fact.value, message: message.value } as Row
  }
}

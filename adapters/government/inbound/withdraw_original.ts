import type { EventRow } from '#processes/foundation/events/event_rows'
import { channelNamed } from '#processes/foundation/inbound/channels'
import type { InboundMessageRow, InboundObjectRow } from '#processes/foundation/inbound/ports'
import { refusal } from '#processes/foundation/inbound/reasons'
import { actorFor } from './begin_original.js'
import type { InboundPorts } from './desk_ports.js'
import { refused, type Outcome } from './outcome.js'

type Ports = Pick<InboundPorts, 'engine' | 'withdrawCase'>

/** Name of the fact that stands in the history of a case whose sender wanted it back too late. */
export const LATE_WITHDRAWAL = 'late_withdrawal'

/** 撤回 from above: the case's own way back; where it is decided already, a note in its history and a refusal. */
export async function withdrawOriginal(ports: Ports, object: InboundObjectRow, message: InboundMessageRow): Promise<Outcome> {
  if (object.state === 'withdrawn') return { kind: 'taken', object, materials: [] }
  const { reason } = JSON.parse(message.data) as { reason: string }
  const event = (await ports.engine.businessRows.find('event_records', object.instanceId)) as unknown as EventRow | null
  const block = event === null ? await ports.withdrawCase(object.instanceId, reason, actorFor(message)) : await withdrawEvent(ports, event, message, reason)
  if (block === null) return { kind: 'taken', object: { ...object, state: 'withdrawn' }, materials: [] }
  await note(ports, object.instanceId, message, reason)
  return refused(refusal('R06', block))
}

/** A report that nobody has taken for an event yet simply ends; afterwards the matter itself has to be seen to. */
async function withdrawEvent({ engine }: Ports, event: EventRow, message: InboundMessageRow, reason: string): Promise<string | null> {
  if (event.ending === 'cancelled') return null
  if (event.filedAtMs !== null || event.phase !== 'open') return '事件已经立案、并案或办结，将继续办理。撤回的理由已记入办理过程。'
  const answer = await engine.bus.submit({ instanceId: event.instanceId, actor: actorFor(message), command: { type: 'CancelInstance', reason: `来源撤回：${reason}` } })
  return answer.ok ? null : answer.rejection.message
}

async function note({ engine }: Ports, instanceId: string, message: InboundMessageRow, reason: string): Promise<void> {
  const words = `${channelNamed(message.channel)?.name ?? message.channel}要求撤回（${message.upperId}），未能撤回：${reason}`
  const idempotency = { scope: 'inbound', key: message.id, bodyHash: message.dataHash }
  await engine.bus.submit({ instanceId, actor: actorFor(message), command: { type: 'NoteFact', fact: LATE_WITHDRAWAL, ref: message.id, values: { words } }, idempotency })
}

import type { Actor, Answer } from '#engine/runtime/command_envelope'
import type { CaseRow } from '#processes/foundation/case/case_rows'
import type { EventNumberRow, EventRow } from '#processes/foundation/events/event_rows'
import { platformClient } from '#processes/foundation/inbound/channels'
import { formValues, type MessageData } from '#processes/foundation/inbound/form_values'
import type { ChannelMapping } from '#processes/foundation/inbound/inbound_declaration'
import type { InboundMaterialRow, InboundMessageRow, InboundObjectRow } from '#processes/foundation/inbound/ports'
import { refusal } from '#processes/foundation/inbound/reasons'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { applicantClient } from '#processes/foundation/public/public_service'
import type { InboundPorts } from './desk_ports.js'
import type { BusinessFinder, InboundBusiness } from './find_business.js'
import { refused, type Outcome } from './outcome.js'
import { namedMaterials, type NamedMaterial } from './read_envelope.js'

type Ports = Pick<InboundPorts, 'engine' | 'newId' | 'clock'>

/** Who acts: the applicant through his platform, or the platform itself. */
export const actorFor = ({ channel, kind, upperId }: Pick<InboundMessageRow, 'channel' | 'kind' | 'upperId'>): Actor =>
  ({ kind: 'client', id: kind === 'application' || channel === 'province' ? applicantClient(`${channel}/${upperId}`) : platformClient(channel) })

/** An application, ticket or dispatch becomes a case: once, however often it is tried, since its instance has its id before it begins. */
export async function beginOriginal(ports: Ports, finder: BusinessFinder, object: InboundObjectRow, message: InboundMessageRow): Promise<Outcome> {
  const { engine } = ports
  const data = JSON.parse(message.data) as MessageData
  const business = await finder.forMessage(message.channel, { data, upperId: message.upperId, nowMs: ports.clock() })
  if (business === null) return refused(refusal('R03'))
  const unknown = namedMaterials(data).find((material) => fieldFor(business, material) === null)
  if (unknown !== undefined) return refused(refusal('R02', `材料“${unknown.fileName}”没有对应的材料编码。`, 'data.materials'))
  if ((await engine.instances.find(object.instanceId)) === null) {
    const answer = await start(ports, business, object, message, data)
    if (!answer.ok) return (await linked(ports, object, business, data, answer)) ?? refused(fieldRefusal(answer))
  }
  const number = await numberOf(engine, object.instanceId)
  const opened: InboundObjectRow = { ...object, state: 'open', number }
  return { kind: 'taken', object: opened, materials: materialRows(ports, business, { message, instanceId: object.instanceId, materials: namedMaterials(data) }) }
}

function start({ engine, clock }: Ports, { definition, manifest, mapping }: InboundBusiness, { instanceId }: InboundObjectRow, message: InboundMessageRow, data: MessageData): Promise<Answer> {
  const { channel, upperId } = message
  return engine.bus.submit({
    instanceId, actor: actorFor(message),
    command: {
      type: 'StartInstance', instanceId, definitionId: definition.id, startElementId: null, businessKey: upperId, title: null, starter: null, caller: null,
      variables: { sourceChannel: channel, sourceNumber: upperId },
    },
    submission: { formKey: manifest.formKey, values: formValues(mapping, { data, upperId, nowMs: clock() }) },
  })
}

/** Somebody has typed this very ticket in already: it is that one. */
async function linked({ engine }: Ports, object: InboundObjectRow, { mapping }: InboundBusiness, data: MessageData, answer: Extract<Answer, { ok: false }>): Promise<Outcome | null> {
  if (answer.rejection.code !== 'CONFLICT') return null
  const channel = formValues(mapping, { data, upperId: object.upperId, nowMs: 0 }).channel
  const row = (await engine.businessRows.find('event_numbers', `${String(channel)}/${object.upperId}`)) as unknown as EventNumberRow | null
  if (row === null) return null
  return { kind: 'taken', object: { ...object, state: 'open', instanceId: row.instanceId, number: row.number ?? null }, materials: [] }
}

/** A refusal of the engine as the sender is told: the first field at fault. */
export function fieldRefusal({ rejection }: Extract<Answer, { ok: false }>) {
  const [error] = rejection.errors ?? []
  return refusal('R02', error?.message ?? rejection.message, error?.path ? `data.form.${error.path}` : undefined)
}

export async function numberOf(engine: Ports['engine'], instanceId: string): Promise<string | null> {
  const row = ((await engine.businessRows.find('case_records', instanceId)) ?? (await engine.businessRows.find('event_records', instanceId))) as unknown as CaseRow | EventRow | null
  return row?.number ?? null
}

/** Form field of a material: as the package maps the channel's codes, else by its own list of materials. */
export function fieldFor({ manifest, mapping }: { manifest: Manifest; mapping: ChannelMapping }, { code }: Pick<NamedMaterial, 'code'>): string | null {
  const ofCode = (name: string): string | undefined => (Object.hasOwn(mapping.materials, name) ? mapping.materials[name] : undefined)
  if (code === null) return ofCode('*') ?? null
  return ofCode(code) ?? manifest.materials.find((material) => material.code === code)?.field ?? ofCode('*') ?? null
}

/** What has to be fetched. */
export function materialRows(
  { newId, clock }: Pick<Ports, 'newId' | 'clock'>, business: { manifest: Manifest; mapping: ChannelMapping }, found: { message: InboundMessageRow; instanceId: string; materials: readonly NamedMaterial[] },
): InboundMaterialRow[] {
  const nowMs = clock()
  return found.materials.map((material) => ({
    id: newId(), messageId: found.message.id, channel: found.message.channel, clientId: found.message.clientId, instanceId: found.instanceId, field: fieldFor(business, material)!, materialId: material.materialId,
    name: material.fileName, size: material.size, sm3: material.sm3, status: 'waiting', attempts: 0, retryAtMs: nowMs, reason: null, attachmentId: null, createdAtMs: nowMs,
  }))
}

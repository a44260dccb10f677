import type { CaseRow } from '#processes/foundation/case/case_rows'
import type { EventRow } from '#processes/foundation/events/event_rows'
import { changedFields, corrected, formValues, type MessageData } from '#processes/foundation/inbound/form_values'
import type { ChannelMapping } from '#processes/foundation/inbound/inbound_declaration'
import type { InboundMessageRow, InboundObjectRow } from '#processes/foundation/inbound/ports'
import { refusal, type Refusal } from '#processes/foundation/inbound/reasons'
import { actorFor, fieldFor, fieldRefusal, materialRows } from './begin_original.js'
import type { InboundPorts } from './desk_ports.js'
import type { BusinessFinder } from './find_business.js'
import { refused, type Outcome } from './outcome.js'
import { namedMaterials } from './read_envelope.js'

type Ports = Pick<InboundPorts, 'engine' | 'newId' | 'clock' | 'inbox'>

const fieldsOf = (message: InboundMessageRow): MessageData => (JSON.parse(message.data) as { fields: MessageData }).fields

/** The original with these corrections, each over the ones before it. */
export const foldCorrections = (original: MessageData, corrections: readonly InboundMessageRow[]): MessageData =>
  [...corrections].sort((one, other) => one.ordinal - other.ordinal).reduce((data, message) => corrected(data, fieldsOf(message)), original)

/** 更正 from above: what may still be changed is changed; the rest is refused with its reason. `all` = every message about the thing. */
export async function correctOriginal(ports: Ports, finder: BusinessFinder, object: InboundObjectRow, message: InboundMessageRow, all: readonly InboundMessageRow[]): Promise<Outcome> {
  if (object.state === 'withdrawn') return refused(refusal('R04'))
  const instance = await ports.engine.instances.find(object.instanceId)
  const business = instance && (await finder.ofPackage(instance.packageId, message.channel))
  const original = all.find(({ ordinal }) => ordinal === 1)
  if (!instance || !business || !original) return refused(refusal('R06'))
  if (all.some(({ data }) => data === '')) return refused(refusal('R06', '原件已过保存期，内容已清除，不能再更正。'))
  const others = all.filter(({ kind, status, id }) => kind === 'correction' && status === 'taken' && id !== message.id)
  const first = JSON.parse(original.data) as MessageData
  const [before, after] = [foldCorrections(first, others), foldCorrections(first, [...others, message])]
  const reading = { upperId: message.upperId, nowMs: ports.clock() }
  const values = formValues(business.mapping, { ...reading, data: after })
  const changed = changedFields(formValues(business.mapping, { ...reading, data: before }), values)
  const materials = await changedMaterials(ports, object.instanceId, before, after)
  if (changed.length === 0 && materials === null) return { kind: 'taken', object, materials: [] }
  const fault = (await tooLate(ports, object.instanceId)) ?? notCorrectable(business.mapping, changed)
  if (fault !== null) return refused(fault)
  const unknown = materials?.added.find((material) => fieldFor(business, material) === null)
  if (unknown !== undefined) return refused(refusal('R02', `材料“${unknown.fileName}”没有对应的材料编码。`, 'data.fields.materials'))
  const form = await ports.engine.definitions.form(instance.packageId, business.manifest.formKey)
  const checked = form?.validate(values, { stored: instance.data, mode: 'submit', nowMs: reading.nowMs })
  if (checked?.ok === false) return refused(fieldRefusal({ ok: false, rejection: { code: 'INVALID_ARGUMENT', message: '更正的内容有误。', errors: checked.errors } }))
  const checkedValues: Record<string, unknown> = checked?.values ?? values
  const variables = { ...Object.fromEntries(changed.map((field) => [field, checkedValues[field] ?? null])), ...materials?.fields(instance.data) }
  if (Object.keys(variables).length > 0) {
    const answer = await ports.engine.bus.submit({ instanceId: object.instanceId, actor: actorFor(message), command: { type: 'SetVariables', variables }, personal: Object.keys(variables) })
    if (!answer.ok) return refused(refusal('R06', answer.rejection.message))
  }
  await materials?.drop()
  return { kind: 'taken', object, materials: materials ? materialRows(ports, business, { message, instanceId: object.instanceId, materials: materials.added }) : [] }
}

/** Until 受理 (立案) what was sent may be put right; afterwards people have decided on it. */
async function tooLate({ engine }: Ports, instanceId: string): Promise<Refusal | null> {
  const event = (await engine.businessRows.find('event_records', instanceId)) as unknown as EventRow | null
  if (event !== null) return event.filedAtMs !== null || event.phase !== 'open' ? refusal('R06', '事件已经立案、并案或办结，不能再更正。') : null
  const row = (await engine.businessRows.find('case_records', instanceId)) as unknown as CaseRow | null
  return row === null || row.acceptedAtMs !== null || row.closedAtMs !== null ? refusal('R06', '办件已经受理或办结，不能再更正。请由申请人按补正通知提交。') : null
}

function notCorrectable({ correctable }: ChannelMapping, changed: readonly string[]): Refusal | null {
  const fixed = changed.find((field) => !correctable.includes(field))
  return fixed === undefined ? null : refusal('R06', '这项内容决定办理哪些事项，不能用更正修改。请撤回后重新申请。', `data.fields.form.${fixed}`)
}

/** What a new list of materials adds and takes away; null = it is the same. */
async function changedMaterials({ inbox }: Ports, instanceId: string, before: MessageData, after: MessageData) {
  const key = ({ materialId, sm3 }: { materialId: string; sm3: string }) => `${materialId} ${sm3}`
  const [old, now] = [namedMaterials(before), namedMaterials(after)]
  const [oldKeys, nowKeys] = [new Set(old.map(key)), new Set(now.map(key))]
  const added = now.filter((material) => !oldKeys.has(key(material)))
  const gone = new Set(old.map(key).filter((one) => !nowKeys.has(one)))
  if (added.length === 0 && gone.size === 0) return null
  const rows = (await inbox.materialsOf(instanceId)).filter((row) => gone.has(key(row)))
  const dropped = new Set(rows.flatMap(({ attachmentId }) => attachmentId ?? []))
  return {
    added,
    /** The fields without the files that were taken away. */
    fields(data: MessageData): Record<string, unknown> {
      const fields = [...new Set(rows.filter(({ attachmentId }) => attachmentId !== null).map(({ field }) => field))]
      const without = (value: unknown) => (Array.isArray(value) ? value.filter((file: { id?: string }) => !dropped.has(file.id ?? '')) : [])
      return Object.fromEntries(fields.map((field) => [field, without(data[field])]))
    },
    async drop(): Promise<void> {
      for (const row of rows) if (row.status === 'waiting') await inbox.putMaterial({ ...row, status: 'failed', reason: '发送方已更正，不再需要。' })
    },
  }
}

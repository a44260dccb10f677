import { createHash } from 'node:crypto'
import { uploaderId } from '#engine/runtime/bus/apply_submission'
import type { InboundMaterialRow } from '#processes/foundation/inbound/ports'
import { applicantClient } from '#processes/foundation/public/public_service'
import type { InboundPorts } from './desk_ports.js'

/** A material that cannot be had: no further attempt helps. */
class UnusableMaterial extends Error {}

const MOST_AT_ONCE = 10
const LEASE_MS = 120_000
/** After the last of these waits people see that it failed, and why. */
const WAITS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 14_400_000]
const MOST_CONFLICTS = 5

type Ports = Pick<InboundPorts, 'engine' | 'inbox' | 'newId' | 'clock' | 'fetchMaterial' | 'inspectFile' | 'onError'>

/** Fetches files that messages named and lays each into the form field of its case: checked by size, digest and content. */
export async function fetchMaterials(ports: Ports): Promise<void> {
  for (const row of await ports.inbox.claimMaterials(ports.clock(), LEASE_MS, MOST_AT_ONCE)) await fetchOne(ports, row)
}

async function fetchOne(ports: Ports, row: InboundMaterialRow): Promise<void> {
  try {
    const fetched = await ports.fetchMaterial(row)
    if (fetched === 'notYet') return await later(ports, row, '对方还没有这份材料。')
    const attachmentId = await layDown(ports, row, checked(row, fetched))
    await ports.inbox.putMaterial({ ...row, status: 'fetched', attachmentId, reason: null, attempts: row.attempts + 1 })
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 500) : String(error)
    if (error instanceof UnusableMaterial) await ports.inbox.putMaterial({ ...row, status: 'failed', reason, attempts: row.attempts + 1 })
    else await later(ports, row, reason)
  }
}

async function later({ inbox, clock }: Ports, row: InboundMaterialRow, reason: string): Promise<void> {
  const wait = WAITS_MS[row.attempts]
  await inbox.putMaterial({ ...row, attempts: row.attempts + 1, reason, ...(wait === undefined ? { status: 'failed' } : { retryAtMs: clock() + wait }) })
}

function checked({ size, sm3 }: InboundMaterialRow, bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength !== size) throw new UnusableMaterial(`文件大小与报文不符：应为 ${size} 字节，实为 ${bytes.byteLength} 字节。请与发送方核对。`)
  if (createHash('sm3').update(bytes).digest('hex') !== sm3) throw new UnusableMaterial('文件的 SM3 摘要与报文不符。请与发送方核对。')
  return bytes
}

async function layDown(ports: Ports, row: InboundMaterialRow, bytes: Uint8Array): Promise<string> {
  const { engine, newId, clock } = ports
  const inspected = await ports.inspectFile(row.name, bytes).catch((error: unknown) => {
    throw new UnusableMaterial(error instanceof Error ? error.message : String(error))
  })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const actor = { kind: 'client', id: applicantClient(row.channel) } as const
  const id = newId()
  let isAdded = false
  for (let attempt = 1; ; attempt += 1) {
    const instance = await engine.instances.find(row.instanceId)
    if (instance?.status !== 'active') throw new UnusableMaterial('办件已经结束或挂起，材料没有放入。')
    const standing = Array.isArray(instance.data[row.field]) ? (instance.data[row.field] as { id: string; sha256: string }[]) : []
    const known = standing.find((file) => file.sha256 === sha256)
    if (known) return known.id
    if (!isAdded) await engine.attachments.add({ id, ...inspected, size: bytes.byteLength, sha256, uploadedBy: uploaderId(actor)!, uploadedAtMs: clock(), instanceId: null }, bytes)
    isAdded = true
    const file = { id, name: inspected.name, size: bytes.byteLength, sha256 }
    const answer = await engine.bus.submit({
      instanceId: row.instanceId, actor, command: { type: 'SetVariables', variables: { [row.field]: [...standing, file] } },
      expectedRevision: { of: 'instance', id: row.instanceId, revision: instance.revision },
    })
    if (answer.ok) break
    if (answer.rejection.code !== 'CONFLICT' || attempt >= MOST_CONFLICTS) throw new Error(answer.rejection.message)
  }
  await engine.attachments.refer([id], row.instanceId)
  return id
}

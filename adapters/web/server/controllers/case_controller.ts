import type { CaseRecord } from '#adapters/web/contract/catalogue'
import type { CaseInstanceRow, CaseItemRow, CaseRow } from '#processes/foundation/case/case_rows'
import { grantedAmount, limitOf, type LegalClock } from '#processes/foundation/clocks/legal_clock'
import { lightOf } from '#processes/foundation/clocks/light'
import { maskIdNumber, maskPhone } from '#processes/foundation/documents/mask'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { parseLifecycles } from '#processes/foundation/lifecycle/lifecycle'
import { auditRead } from '../access/acting.js'
import { readManifest } from '../access/may_start.js'
import { visibleCase, type VisibleCase } from '../access/visible_case.js'
import { requireFull, visibleData } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound } from '../http/problem.js'
import { requestableOf } from '../documents/requestable.js'
import { instantOrNull } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

/** The case a process instance works for: its own, or that of the instance that called it. */
export async function caseKeyOf(services: WebServices, instanceId: string): Promise<string | null> {
  const link = (await services.engine.businessRows.find('case_instances', instanceId)) as CaseInstanceRow | null
  return link?.caseKey ?? null
}

export const caseController = (services: WebServices): Pick<Operations, 'readCase'> => ({
  async readCase(call) {
    const { instanceId } = call.params
    const login = signedIn(call)
    await requireFull(services, login, instanceId)
    const caseKey = await caseKeyOf(services, instanceId)
    const row = caseKey === null ? null : ((await services.engine.businessRows.find('case_records', caseKey)) as unknown as CaseRow | null)
    if (!row) throw notFound('办件登记')
    await auditRead(services, call, 'data.read', `case:${row.instanceId}`)
    const byCase = [{ column: 'case_key', equals: caseKey }]
    const [items, documents] = await Promise.all([
      services.engine.businessRows.list('case_items', byCase, { orderBy: 'number' }),
      services.engine.businessRows.list('issued_documents', byCase, { orderBy: 'issued_at_ms' }),
    ])
    const manifest = await readManifest(services, row.packageId)
    const seen = { ...(await seenOf(services, login, row, manifest)), requestable: await askable(services, login, row, manifest) }
    return { body: await presentCase(services, row, seen, items as unknown as CaseItemRow[], documents as unknown as IssuedDocumentRow[]) }
  },
})

/** Only while the case runs: what is over issues nothing beside its flow. */
async function askable(services: WebServices, login: Login, row: CaseRow, manifest: Manifest | null): Promise<CaseRecord['requestable']> {
  return row.closedAtMs !== null ? [] : requestableOf(services, login, await services.engine.tasks.ofInstance(row.instanceId), manifest)
}

async function seenOf(services: WebServices, login: Login, row: CaseRow, manifest: Manifest | null): Promise<VisibleCase> {
  const root = await services.engine.instances.find(row.instanceId)
  const visible = root && (await visibleData(services, login, root))
  return visibleCase(row, manifest, root?.data ?? {}, visible, services.clock())
}

async function presentCase(services: WebServices, row: CaseRow, seen: VisibleCase & Pick<CaseRecord, 'requestable'>, items: CaseItemRow[], documents: IssuedDocumentRow[]): Promise<CaseRecord> {
  const { applicant } = seen
  return {
    instanceId: row.instanceId,
    number: row.number || null,
    title: row.title,
    // Shown in lists and on screens others can see: numbers are masked here, the forms that need them show them whole.
    applicant: { name: applicant.name ?? '（按权限不显示）', idNumber: applicant.idNumber ? maskIdNumber(applicant.idNumber) : null, phone: applicant.phone ? maskPhone(applicant.phone) : null },
    status: row.status,
    statusText: row.statusText,
    items: items.map((item) => presentItem(services, item, documents)),
    materials: seen.materials.map(({ name, required, received, form, copies, note }) => ({ name, required, received, form, copies, note })),
    clocks: [presentClock(services, 'promised', '承诺时限', row.promised), presentClock(services, 'legal', '法定时限', row.legal)].filter((clock) => clock !== null),
    requestable: seen.requestable,
    lifecycle: await presentLifecycle(services, row),
  }
}

function presentItem(services: WebServices, item: CaseItemRow, documents: IssuedDocumentRow[]): CaseRecord['items'][number] {
  const department = services.organisation.directory().department(item.department)
  const isOpen = item.decidedAtMs === null
  return {
    code: item.code,
    name: item.name,
    department: department?.name ?? item.department,
    status: item.status,
    statusText: item.statusText,
    dueAt: instantOrNull(item.promisedDueAtMs),
    provisional: item.promised?.provisional ?? false,
    light: isOpen ? lightOf({ dueAtMs: item.promisedDueAtMs, amberAtMs: item.promised?.amberAtMs ?? null }, services.clock()) : 'none',
    result: item.resultText,
    instanceId: item.instanceId,
    documents: documents.filter((one) => one.itemCode === item.code).map(({ id, title, number }) => ({ id, title, number })),
  }
}

function presentClock(services: WebServices, kind: string, name: string, clock: LegalClock | null): CaseRecord['clocks'][number] | null {
  if (clock === null) return null
  const last = clock.segments.at(-1)
  const isRunning = clock.verdict === null
  return {
    kind,
    name,
    startedAt: instantOrNull(clock.segments[0]?.startMs),
    dueAt: instantOrNull(clock.dueAtMs),
    workingDays: limitOf(clock).unit === 'workingDays' ? grantedAmount(clock) : null,
    provisional: clock.provisional,
    light: isRunning ? lightOf(clock, services.clock()) : 'none',
    endedAt: isRunning ? null : instantOrNull(last?.endMs),
  }
}

export async function presentLifecycle(services: Pick<WebServices, 'engine'>, row: CaseRow): Promise<CaseRecord['lifecycle']> {
  const text = await services.engine.definitions.resource(row.packageId, 'lifecycle.json')
  const manifest = await services.engine.definitions.resource(row.packageId, 'manifest.json')
  if (text === null || manifest === null) return null
  const parsed = parseLifecycles(text)
  const name = (JSON.parse(manifest) as { case?: { lifecycle?: string } }).case?.lifecycle
  const machine = parsed.ok && name ? parsed.lifecycles.get(name) : undefined
  if (!machine) return null
  return {
    state: row.lifecycle.state,
    states: machine.states.map((state) => ({
      id: state.id, name: state.text, reached: row.lifecycle.reached.includes(state.id), current: row.lifecycle.state === state.id,
    })),
  }
}

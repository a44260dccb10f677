import { fieldsOf } from '#forms/schema/fields_of'
import type { CaseRow } from '#processes/foundation/case/case_rows'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { auditRead } from '../access/acting.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { instant } from '../presentation/instants.js'
import { startFormOf } from '../presentation/start_form.js'
import type { WebServices } from '../web_services.js'
import { requireOwnWindow } from './offered_service.js'
import { reissuePassword } from './reissue_password.js'

/** Cases of one applicant that are offered for reuse. */
const MOST_CASES = 5

/** 综合窗口: what an applicant gave before, found by his ID number, so that nobody writes it twice. */
export const windowController = (services: WebServices): Pick<Operations, 'findApplicant' | 'reissueInquiryPassword'> => ({
  async findApplicant(call) {
    const { idNumber, definitionKey } = call.body
    const { manifest } = await requireOwnWindow(services, signedIn(call), definitionKey)
    const wanted = idNumber.normalize('NFKC').trim().toUpperCase()
    await auditRead(services, call, 'data.read', `applicant:${wanted.slice(0, 6)}…${wanted.slice(-4)}`)
    const rows = (await services.engine.businessRows.list('case_records', [{ column: 'applicant_id_number', equals: wanted }], { descending: true, limit: MOST_CASES })) as unknown as CaseRow[]
    return { body: { data: await Promise.all(rows.filter(({ business }) => business === manifest.key).map((row) => presentEarlier(services, manifest, row))) } }
  },

  async reissueInquiryPassword(call) {
    return { body: await reissuePassword(services, call, call.body) }
  },
})

/** What he wrote into the same form then; files, and what the window had received on paper, stay with their case. */
async function presentEarlier(services: WebServices, { case: declared }: Manifest, row: CaseRow) {
  const instance = await services.engine.instances.find(row.instanceId)
  const form = instance && (await startFormOf(services, instance))
  const fields = form ? fieldsOf(form.schema).map(({ path, type }) => ({ name: path.split('.')[0]!, isFile: type === 'filepicker' })) : []
  const names = new Set(fields.map(({ name }) => name))
  for (const { name, isFile } of fields) if (isFile || name === declared?.receivedVariable) names.delete(name)
  const values = Object.fromEntries(Object.entries(instance?.data ?? {}).filter(([name]) => names.has(name)))
  return { number: row.number, business: row.businessName, title: row.title, statusText: row.statusText, receivedAt: instant(row.receivedAtMs), values }
}

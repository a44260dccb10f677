import { MANDATES, isInForce, type MandateRow } from '#processes/foundation/mandates/mandate'
import type { Login } from '../accounts/login.js'
import type { ApiCall } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { recordById } from '../materials/kept_materials.js'
import type { WebServices } from '../web_services.js'
import { requireFull } from './visible_data.js'

type Params = Readonly<Record<string, string>>
type MaySee = (services: WebServices, login: Login, params: Params) => Promise<unknown>

export const mandateEnded = () => problem(403, 'E_MANDATE_ENDED', '授权已撤回或不在有效期内，不能代办。请联系申请人或受理窗口。')

/** Kept answers tell of a case: by the first part of the path, who may be told of it now. A path that is not listed tells of no case. */
const MAY_SEE: readonly (readonly [path: string, maySee: MaySee])[] = [
  ['/cases/{instanceId}/', (services, login, { instanceId }) => requireFull(services, login, instanceId!)],
  ['/instances/{id}/inbound/', (services, login, { id }) => requireFull(services, login, id!)],
  ['/mandates/{id}/supplement', requireMandate],
  ['/materials/{id}/', requireRecord],
]

/** An answer kept under an Idempotency-Key is given again only to who may still see what it says: a right may have ended since. */
export async function requireReplay(services: WebServices, { endpoint, login, params }: Pick<ApiCall, 'endpoint' | 'login' | 'params'>): Promise<void> {
  const [, maySee] = MAY_SEE.find(([path]) => endpoint.path.startsWith(path)) ?? []
  if (maySee !== undefined && login !== null) await maySee(services, login, (params ?? {}) as Params)
}

async function requireMandate(services: WebServices, login: Login, { id }: Params): Promise<void> {
  const [row] = await services.engine.businessRows.list(MANDATES, [{ column: 'id', equals: id! }], { limit: 1 })
  const mandate = row as unknown as MandateRow | undefined
  if (mandate?.agent !== login.userId) throw notFound('授权')
  if (!isInForce(mandate, services.clock())) throw mandateEnded()
}

async function requireRecord(services: WebServices, login: Login, { id }: Params): Promise<void> {
  const record = await recordById(services, id!)
  if (record === null) throw notFound('已有材料')
  await requireFull(services, login, record.caseKey, '已有材料')
}

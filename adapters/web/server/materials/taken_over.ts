import type { ReusedMaterials } from '#adapters/web/contract/kept_material'
import { REUSED_MATERIALS } from '#processes/foundation/materials/material_rows'
import type { Login } from '../accounts/login.js'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { recordById } from './kept_materials.js'

/** The variable that tells the start which 已有材料 to take over; none when there are none. Whether they fit is the participant's to say. */
export async function takenOver(services: Pick<WebServices, 'engine'>, login: Pick<Login, 'capabilities'>, reused: ReusedMaterials): Promise<Record<string, unknown>> {
  if (reused.length === 0) return {}
  if (!login.capabilities.has('serve_window')) throw problem(403, 'E_NOT_WINDOW', '已有材料由受理窗口取用。请到窗口申请，或上传材料。')
  return { [REUSED_MATERIALS]: await namedRecords(services, reused) }
}

/** The same with the register's own keys; an unknown id is handed on, to be refused with everything else that is not the applicant's. */
export const namedRecords = (services: Pick<WebServices, 'engine'>, reused: ReusedMaterials): Promise<{ code: string; record: string }[]> =>
  Promise.all(reused.map(async ({ code, record }) => ({ code, record: (await recordById(services, record))?.key ?? record })))

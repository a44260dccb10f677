import type { SavedView } from '#adapters/web/contract/views'
import type { SavedViewRow } from '#engine/runtime/ports/account_stores'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

const MOST_VIEWS = 50

/** 常用视图 of the inbox: kept by name, shared with the department on wish. A view shows what its reader may see, never more. */
export const viewController = (services: WebServices): Pick<Operations, 'listViews' | 'createView' | 'deleteView'> => ({
  async listViews(call) {
    const { userId, person } = signedIn(call)
    const rows = await services.accounts.views.visibleTo(userId, person.departmentId)
    return { body: { data: rows.map((row) => presentView(services, row, userId)) } }
  },

  async createView(call) {
    const { userId, person } = signedIn(call)
    const name = call.body.name.trim()
    if (!name) throw refused('请给视图起个名字。')
    const row: SavedViewRow = {
      id: services.newId(), ownerId: userId, departmentId: call.body.shared ? person.departmentId : null, name, query: call.body.query, createdAtMs: services.clock(),
    }
    const outcome = await services.accounts.views.add(row, MOST_VIEWS)
    if (outcome === 'named') throw refused(`您已有名为“${name}”的视图。请换一个名字，或先删除原来的。`)
    if (outcome === 'full') throw refused(`每人最多保存 ${MOST_VIEWS} 个视图。请先删除不用的。`)
    return { body: presentView(services, row, userId) }
  },

  async deleteView(call) {
    if (!(await services.accounts.views.remove(call.params.id, signedIn(call).userId))) throw notFound('视图')
    return { body: undefined }
  },
})

const refused = (message: string) => problem(422, 'E_VIEW', message, [{ path: 'name', message }])

function presentView(services: WebServices, { id, name, query, departmentId, ownerId }: SavedViewRow, userId: string): SavedView {
  return { id, name, query, shared: departmentId !== null, own: ownerId === userId, ownerName: services.organisation.directory().person(ownerId)?.name ?? ownerId }
}

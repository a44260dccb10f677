import type { Board } from '#adapters/web/contract/board'
import { assembleBoard, monthsUpTo } from '#processes/foundation/board/assemble_board'
import type { BoardScope } from '#processes/foundation/board/board_store'
import { monthOf } from '#processes/foundation/calendar/local_time'
import { supervisedDepartments } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

/** Months shown beside one another. */
const MONTHS = 12

/** Departments whose work this supervisor sees. */
export function boardScope(services: WebServices, login: Login): BoardScope {
  const scope = supervisedDepartments(services, login)
  return scope === 'all' ? 'all' : [...scope]
}

/** The board of a month (the current one unless said) as this supervisor sees it. */
export async function readBoard(services: WebServices, login: Login, wanted: string | undefined): Promise<Board> {
  const nowMs = services.clock()
  const month = wanted ?? monthOf(nowMs)
  const months = monthsUpTo(month, MONTHS)
  const scope = boardScope(services, login)
  const [decided, running, stages, cards] = await Promise.all([
    services.board.decided(scope, months),
    services.board.running(scope, nowMs),
    services.board.stages(scope, month),
    services.board.cards(scope, months),
  ])
  const board = assembleBoard({ months, month, decided, running, stages, cards })
  const departmentName = nameOfDepartment(services)
  const businessName = await businessNames(services)
  const named = <Line extends { key: string }>(lines: readonly Line[], nameOf: (key: string) => string) => lines.map((line) => ({ ...line, name: nameOf(line.key) }))
  return {
    month, at: instant(nowMs),
    months: named(board.months, (key) => key),
    departments: named(board.departments, departmentName),
    businesses: named(board.businesses, (key) => businessName.get(key) ?? key),
    running: board.running,
    stages: board.stages.map(({ oldestSinceMs, ...line }) => ({ ...line, departmentName: departmentName(line.department), oldestSince: instantOrNull(oldestSinceMs) })),
    cards: { months: named(board.cards.months, (key) => key), departments: named(board.cards.departments, departmentName) },
  }
}

export function nameOfDepartment(services: Pick<WebServices, 'organisation'>): (id: string) => string {
  const directory = services.organisation.directory()
  return (id) => directory.department(id)?.shortName ?? id
}

async function businessNames(services: WebServices): Promise<ReadonlyMap<string, string>> {
  return new Map((await services.engine.packages.list()).filter((row) => row.isDefault).map(({ key, name }) => [key, name]))
}

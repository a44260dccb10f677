import type { PeopleFact } from '#engine/runtime/ports/people_fact'
import { endOfDayMs } from '../calendar/local_time.js'
import type { CountyDirectory } from '../organisation/create_directory.js'
import type { Deputy } from '../organisation/records.js'
import type { CardRow } from '../supervision/card.js'
import type { NoticeKind, NoticeWords, Telling } from './notice.js'
import type { NoticeLimit, NoticeTask } from './ports.js'

/** What is offered to more people than this is nobody's news: it stands in their lists. */
export const MOST_PEOPLE = 200

/** What is looked up to tell a fact; what is not there any more is not told. */
export interface TellingSources {
  tasks: ReadonlyMap<string, NoticeTask>
  instances: ReadonlyMap<string, { definitionKey: string; title: string | null; number: string | null }>
  cards: ReadonlyMap<string, CardRow>
  /** What the record of a case says of where it stands, by instance. */
  standings: ReadonlyMap<string, string>
  directory: CountyDirectory
  deputies: readonly Deputy[]
  /** Units whose 督查员 supervise the whole county. */
  countyWideUnits: readonly string[]
  nameOfBusiness(definitionKey: string): string
  nowMs: number
}

/** Who is told what about a committed fact; null when there is nothing to tell any more. */
export function tellingOf(fact: PeopleFact, sources: TellingSources): Telling | null {
  switch (fact.kind) {
    case 'task': {
      const task = sources.tasks.get(fact.taskId)
      // taken or handed on meanwhile: whoever has it now knows, or is told of that
      if (!task || task.assignee !== fact.assignee) return null
      const kind = fact.isReturned ? 'returned' : task.assignee === null ? 'offered' : 'task'
      return aboutTask(task, { kind, fact: `task/${task.id}`, people: without(fact.by, holdersOf(task, sources)), by: fact.by, isDrill: fact.isDrill }, sources)
    }
    case 'assigned': {
      const task = sources.tasks.get(fact.taskId)
      if (task?.assignee !== fact.userId) return null
      const people = withDeputies(fact.userId, sources)
      return aboutTask(task, { kind: 'assigned', fact: `assigned/${task.id}/${fact.atMs}`, people, by: fact.by, isDrill: fact.isDrill }, sources)
    }
    case 'urged': {
      const task = sources.tasks.get(fact.taskId)
      if (!task) return null
      return aboutTask(task, { kind: 'urged', fact: `urged/${task.id}/${fact.atMs}`, people: without(fact.by, holdersOf(task, sources)), by: fact.by, isDrill: fact.isDrill }, sources)
    }
    case 'copy':
      return aboutInstance(fact.instanceId, { kind: 'copy', fact: `copy/${fact.copyId}`, people: [fact.userId], by: fact.by, isDrill: fact.isDrill }, sources)
    case 'ended': {
      const kind = fact.status === 'completed' ? 'finished' : 'cancelled'
      return aboutInstance(fact.instanceId, { kind, fact: `ended/${fact.instanceId}`, people: [fact.starter], by: fact.by, isDrill: fact.isDrill }, sources)
    }
    case 'row': {
      const card = sources.cards.get(fact.key)
      return card ? aboutCard(card, fact.isDrill, sources) : null
    }
  }
}

/** Who is told that a limit of an open task is near or has passed; null when the task is over or its limit has moved. */
export function tellingOfLimit({ kind, taskId, atMs }: NoticeLimit, sources: TellingSources): Telling | null {
  const task = sources.tasks.get(taskId)
  if (!task || (kind === 'amber' ? task.amberAtMs : task.dueAtMs) !== atMs) return null
  const telling = aboutTask(task, { kind, fact: `${kind}/${taskId}/${atMs}`, people: holdersOf(task, sources), by: null, isDrill: false }, sources)
  // a limit in working days ends with its last day: at midnight nobody sits at a desk
  return endOfDayMs(atMs) === atMs ? { ...telling, isForTheDay: true } : telling
}

/** The limits of a task that will have to be told of; one that has passed already is told at once. */
export const limitsOf = ({ id, amberAtMs, dueAtMs }: Pick<NoticeTask, 'id' | 'amberAtMs' | 'dueAtMs'>): NoticeLimit[] => [
  ...(amberAtMs === null || amberAtMs === dueAtMs ? [] : [{ kind: 'amber' as const, taskId: id, atMs: amberAtMs }]),
  ...(dueAtMs === null ? [] : [{ kind: 'overdue' as const, taskId: id, atMs: dueAtMs }]),
]

interface Told {
  kind: NoticeKind
  fact: string
  people: readonly string[]
  by: string | null
  isDrill: boolean
}

function aboutTask(task: NoticeTask, { by, isDrill, ...told }: Told, sources: TellingSources): Telling {
  const words = { ...NO_WORDS, task: task.name, ...caseWords(task, sources), by: nameOf(by, sources), due: task.dueAtMs === null ? '' : countyTime(task.dueAtMs) }
  return {
    ...told, words, path: `/tasks/${encodeURIComponent(task.id)}`, isDrill: isDrill || task.isDrill, definitionKey: task.definitionKey, departmentId: departmentOf(task, sources),
  }
}

function aboutInstance(instanceId: string, { by, ...told }: Told, sources: TellingSources): Telling | null {
  const instance = sources.instances.get(instanceId)
  if (!instance) return null
  const result = told.kind === 'finished' ? (sources.standings.get(instanceId) ?? '') : ''
  const words = { ...NO_WORDS, ...caseWords(instance, sources), by: nameOf(by, sources), result }
  return { ...told, words, path: `/instances/${encodeURIComponent(instanceId)}`, definitionKey: instance.definitionKey, departmentId: null }
}

function aboutCard(card: CardRow, isDrill: boolean, sources: TellingSources): Telling {
  const units = new Set([...upwards(card.department, sources.directory), ...sources.countyWideUnits])
  const people = [...new Set([...units].flatMap((unit) => [...sources.directory.membersOf(`role:supervisor@dept:${unit}`)]))]
  const words = {
    ...NO_WORDS, business: card.businessName, task: `${card.colour === 'red' ? '红牌' : '黄牌'} ${card.number}`, number: card.caseNumber, title: card.title, reason: card.words,
  }
  return { kind: 'card', fact: `card/${card.id}`, people, words, path: '/supervision', isDrill, definitionKey: null, departmentId: card.department }
}

export const NO_WORDS: NoticeWords = { business: '', task: '', number: '', title: '', by: '', due: '', reason: '', result: '' }

const caseWords = (of: { definitionKey: string; number: string | null; title: string | null }, { nameOfBusiness }: TellingSources) => ({
  business: nameOfBusiness(of.definitionKey), number: of.number ?? '', title: of.title ?? '',
})

/** Who has it, with his deputies, or may take it. */
function holdersOf({ assignee, candidates }: NoticeTask, sources: TellingSources): string[] {
  if (assignee !== null) return withDeputies(assignee, sources)
  const people = new Set(candidates.flatMap((principal) => (principal.startsWith('user:') ? [principal.slice('user:'.length)] : [...sources.directory.membersOf(principal)])))
  return people.size > MOST_PEOPLE ? [] : [...people]
}

const withDeputies = (userId: string, { deputies, nowMs }: TellingSources): string[] => [
  userId, ...deputies.filter((one) => one.userId === userId && one.roles === null && one.fromMs <= nowMs && nowMs < one.toMs).map(({ deputyId }) => deputyId),
]

const without = (by: string | null, people: readonly string[]): string[] => people.filter((one) => one !== by)

function departmentOf({ assignee, candidates }: NoticeTask, { directory }: TellingSources): string | null {
  if (assignee !== null) return directory.departmentOf(assignee)
  for (const principal of candidates) {
    const department = /@dept:(.+)$/.exec(principal)?.[1] ?? /^dept:(.+)$/.exec(principal)?.[1]
    if (department !== undefined) return department
  }
  return null
}

function upwards(departmentId: string, directory: CountyDirectory): string[] {
  const way: string[] = []
  for (let id: string | null = departmentId; id !== null && !way.includes(id); id = directory.department(id)?.parentId ?? null) way.push(id)
  return way
}

const nameOf = (userId: string | null, { directory }: TellingSources): string => (userId === null ? '' : (directory.person(userId)?.name ?? ''))

/** `2026-11-22 09:30`, county time. */
const countyTime = (atMs: number): string => new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
